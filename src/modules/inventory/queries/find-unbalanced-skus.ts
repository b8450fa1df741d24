import type { Db } from '#shared-kernel/database/database.ts';

/** SKUs whose stock is not the sum of their movements, at most a hundred: there must be none. */
export async function findUnbalancedSkus({ sql }: Db): Promise<readonly string[]> {
  const rows = await sql<{ sku: string }>`
    select item.sku
    from inventory.stock_items as item
    left join (
      select sku, sum(on_hand) as on_hand, sum(held) as held, sum(reserved) as reserved
      from inventory.stock_movements
      group by sku
    ) as ledger using (sku)
    where (item.on_hand, item.held, item.reserved)
      is distinct from (coalesce(ledger.on_hand, 0), coalesce(ledger.held, 0), coalesce(ledger.reserved, 0))
    order by item.sku
    limit 100`;
  return rows.map(({ sku }) => sku);
}
