import type { Session } from '#shared-kernel/database/session.ts';
import { readCharges } from '../../test/faults/harness/gather-evidence.ts';
import type { ShopDatabases } from '../../test/faults/harness/shop-databases.ts';

/** Some orders as one module knows them: how many, what they are worth, and a sum that tells other orders apart from these. */
interface Known {
  readonly count: number;
  readonly amountMinor: number;
  readonly fingerprint: string;
}

export interface Judged {
  readonly databases: ShopDatabases;
  readonly provider: { readonly url: string };
  /** How many orders may have been cancelled: customers for whom nothing was left. Default 0. */
  readonly mayBeCancelled?: number;
  /** Orders that were written into the tables without having been placed, of which the provider does not know. Default none. */
  readonly past?: { readonly orders: number; readonly amountMinor: number };
}

/**
 * What does not hold of a shop that has come to rest, a sentence each: every order that was accepted is confirmed; the same
 * orders, and no others, are paid once, here and at the provider, reserved, shipped and written home about; each piece is
 * accounted for; no message was given up.
 */
export async function brokenPromises({ databases, provider, mayBeCancelled = 0, past }: Judged): Promise<readonly string[]> {
  const confirmed = await databases.of('orders').asOwner(ordersConfirmed);
  const others = {
    paid: await databases.of('payments').asOwner(ordersPaid),
    reserved: await databases.of('inventory').asOwner(ordersReserved),
    shipped: await databases.of('shipping').asOwner(ordersShipped),
    'written home about': await databases.of('notifications').asOwner(ordersToldOf),
  };
  const wrong = Object.entries(others).flatMap(([how, known]) =>
    known.count === confirmed.count && known.fingerprint === confirmed.fingerprint
      ? []
      : [`${known.count} orders are ${how}, and ${confirmed.count} are confirmed, or not the same ones`],
  );
  if (others.paid.amountMinor !== confirmed.amountMinor) {
    wrong.push(`${others.paid.amountMinor} were paid for orders of ${confirmed.amountMinor}`);
  }
  const found = await Promise.all([
    databases.of('orders').asOwner((session) => unfinished(session, mayBeCancelled)),
    databases.of('inventory').asOwner(stockAstray),
    ...databases.all.map(({ asOwner }) => asOwner(givenUp)),
    unlikeProvider(provider.url, {
      count: confirmed.count - (past?.orders ?? 0),
      amountMinor: confirmed.amountMinor - (past?.amountMinor ?? 0),
    }),
  ]);
  return [...wrong, ...found.flat()];
}

const NOBODY: Known = { count: 0, amountMinor: 0, fingerprint: '' };

async function ordersConfirmed({ sql }: Session): Promise<Known> {
  const [row] = await sql<Known>`
    select count(*)::int as count, coalesce(sum(total_minor), 0)::bigint as "amountMinor",
      sum(hashtextextended(id::text, 0)::numeric)::text as fingerprint
    from orders.orders where status = 'confirmed'`;
  return row ?? NOBODY;
}

async function ordersPaid({ sql }: Session): Promise<Known> {
  const [row] = await sql<Known>`
    select count(*)::int as count, coalesce(sum(captured_minor - refunded_minor), 0)::bigint as "amountMinor",
      sum(hashtextextended(order_id::text, 0)::numeric)::text as fingerprint
    from payments.payments where status = 'captured'`;
  return row ?? NOBODY;
}

async function ordersReserved({ sql }: Session): Promise<Known> {
  const [row] = await sql<Known>`
    select count(*)::int as count, 0::bigint as "amountMinor", sum(hashtextextended(order_id::text, 0)::numeric)::text as fingerprint
    from inventory.reservations where state = 'reserved'`;
  return row ?? NOBODY;
}

async function ordersShipped({ sql }: Session): Promise<Known> {
  const [row] = await sql<Known>`
    select count(*)::int as count, 0::bigint as "amountMinor", sum(hashtextextended(order_id::text, 0)::numeric)::text as fingerprint
    from shipping.shipments where status = 'created'`;
  return row ?? NOBODY;
}

async function ordersToldOf({ sql }: Session): Promise<Known> {
  const [row] = await sql<Known>`
    select count(*)::int as count, 0::bigint as "amountMinor", sum(hashtextextended(order_id::text, 0)::numeric)::text as fingerprint
    from notifications.notifications where template = 'order-confirmed' and status = 'sent'`;
  return row ?? NOBODY;
}

async function unfinished({ sql }: Session, mayBeCancelled: number): Promise<readonly string[]> {
  const rows = await sql<{ status: string; count: number }>`
    select status, count(*)::int as count from orders.orders where status <> 'confirmed' group by status`;
  return rows.flatMap(({ status, count }) =>
    status === 'cancelled' && count <= mayBeCancelled ? [] : [`${count} accepted orders are ${status}`],
  );
}

/** The stock of each SKU, its movements and the lines of the reservations have to tell the same. */
async function stockAstray({ sql }: Session): Promise<readonly string[]> {
  const rows = await sql<{ what: string }>`
    select format('%s: %s on hand, %s held and %s reserved, against %s, %s and %s in its movements and %s promised', sku,
      item.on_hand, item.held, item.reserved, moved.on_hand, moved.held, moved.reserved, promised.quantity) as what
    from inventory.stock_items as item
    cross join lateral (
      select coalesce(sum(on_hand), 0) as on_hand, coalesce(sum(held), 0) as held, coalesce(sum(reserved), 0) as reserved
      from inventory.stock_movements as movement where movement.sku = item.sku
    ) as moved
    left join (
      select sku, sum(quantity) as quantity from inventory.reservation_lines as line
      join inventory.reservations as reservation on reservation.order_id = line.order_id and reservation.state = 'reserved'
      group by sku
    ) as promised using (sku)
    where (item.on_hand, item.held, item.reserved) is distinct from (moved.on_hand, moved.held, moved.reserved)
      or item.held <> 0 or item.reserved <> coalesce(promised.quantity, 0)`;
  return rows.map(({ what }) => what);
}

async function givenUp({ sql }: Session): Promise<readonly string[]> {
  const rows = await sql<{ name: string; count: number }>`
    select name, count(*)::int as count from pgboss.job where name like '%.dead' or state = 'failed' group by name`;
  return rows.map(({ name, count }) => `${count} messages of ${name} were given up`);
}

async function unlikeProvider(url: string, { count, amountMinor }: Omit<Known, 'fingerprint'>): Promise<readonly string[]> {
  const charges = await readCharges(url);
  const paid = charges.filter(({ capturedMinor, voided }) => capturedMinor > 0 && !voided);
  const taken = paid.reduce((sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor, 0);
  const orders = new Set(paid.map(({ orderId }) => orderId)).size;
  if (paid.length === count && orders === count && taken === amountMinor) return [];
  return [
    `the provider took ${taken} in ${paid.length} charges of ${orders} orders, and ${count} of ${amountMinor} are confirmed`,
  ];
}
