import type { Tx } from '#shared-kernel/database/database.ts';
import type { Movement } from '../domain/movement.ts';
import type { StockItem } from '../domain/stock-item.ts';

/** A movement as the ledger keeps it. */
export type LedgerEntry = Movement & { readonly id: string; readonly at: Date };

/** The stock of every SKU and the ledger of its movements: two tables, one way to write them. */
export const stockItems = { track, lockBySku, lockUnmoved, record };

/** Gives each SKU that has none an item without stock. */
async function track(tx: Tx, skus: readonly string[]): Promise<void> {
  // In SKU order, so that two transactions that meet the same new SKUs cannot deadlock.
  await tx.sql`
    insert into inventory.stock_items (sku)
    select distinct sku from unnest(${skus}::text[]) as sku order by sku
    on conflict (sku) do nothing`;
}

/** Locks the items, as far as there are any, until the transaction ends. */
async function lockBySku(tx: Tx, skus: readonly string[]): Promise<readonly StockItem[]> {
  // Locks in SKU order, so that two batches that want the same SKUs cannot deadlock.
  return tx.sql<StockItem>`
    select sku, on_hand as "onHand", held, reserved, version
    from inventory.stock_items
    where sku = any(${skus}::text[])
    order by sku
    for no key update`;
}

/** Locks the next items, in SKU order, of which nothing has ever moved. */
async function lockUnmoved(tx: Tx, after: string, limit: number): Promise<readonly StockItem[]> {
  return tx.sql<StockItem>`
    select sku, on_hand as "onHand", held, reserved, version
    from inventory.stock_items
    where sku > ${after} and version = 0
    order by sku
    limit ${limit}
    for no key update`;
}

/**
 * Enters movements into the ledger and changes the items by their sums, in one statement, so that neither
 * can go without the other. Returns each item that changed, after the change. Throws where an item does not
 * exist, and where Postgres finds a promise that the stock does not cover.
 */
async function record(tx: Tx, entries: readonly LedgerEntry[]): Promise<readonly StockItem[]> {
  const skus = [...new Set(entries.map(({ sku }) => sku))];
  // `locked` takes the row locks in SKU order before the update does, which would take them in any order. It is
  // given the SKUs as an array, for which Postgres plans index look-ups; for a recordset it scans all items.
  return tx.sql<StockItem>`
    with entry as (
      select * from jsonb_to_recordset(${entries}::jsonb) as entry(
        id uuid, sku text, kind text, "onHand" bigint, held bigint, reserved bigint,
        "orderId" uuid, actor text, reason text, at timestamptz
      )
    ), entered as (
      insert into inventory.stock_movements (id, sku, kind, on_hand, held, reserved, order_id, actor, reason, at)
      select id, sku, kind, "onHand", held, reserved, "orderId", actor, reason, at from entry
    ), total as (
      select sku, sum("onHand")::bigint as on_hand, sum(held)::bigint as held, sum(reserved)::bigint as reserved
      from entry
      group by sku
    ), locked as (
      select item.sku from inventory.stock_items as item
      where item.sku = any(${skus}::text[])
      order by item.sku
      for no key update
    )
    update inventory.stock_items as item
    set on_hand = item.on_hand + total.on_hand,
      held = item.held + total.held,
      reserved = item.reserved + total.reserved,
      version = item.version + 1
    from locked join total using (sku)
    where item.sku = locked.sku
    returning item.sku, item.on_hand as "onHand", item.held, item.reserved, item.version`;
}
