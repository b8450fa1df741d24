import type { Tx } from '#shared-kernel/database/database.ts';
import type { RefundFact, ShipmentFact } from '../domain/fact.ts';
import type { OrderCard } from '../domain/order-card.ts';

/** Merges cards with those that are there, as `orderCards` merges facts. */
export async function saveOrders(tx: Tx, generations: readonly number[], cards: readonly OrderCard[]): Promise<void> {
  const rows = cards.map(({ details, ...card }) => ({
    ...card,
    number: details?.number,
    currency: details?.total.currency,
    totalMinor: details?.total.amountMinor,
    lines: details?.lines,
  }));
  await tx.sql`
    insert into storefront.orders as known
      (order_id, generation, user_id, sequence, status, placed_at, number, currency, total_minor, lines)
    select told."orderId", generation, told."userId", told.sequence, told.status, told."placedAt",
      told.number, told.currency, told."totalMinor", told.lines
    from jsonb_to_recordset(${rows}::jsonb) as told(
      "orderId" uuid, "userId" uuid, sequence integer, status text, "placedAt" timestamptz,
      number text, currency text, "totalMinor" bigint, lines jsonb
    )
    cross join unnest(${generations}::integer[]) as generation
    order by told."orderId", generation
    on conflict (order_id, generation) do update set
      sequence = greatest(known.sequence, excluded.sequence),
      status = case when known.sequence < excluded.sequence then excluded.status else known.status end,
      placed_at = least(known.placed_at, excluded.placed_at),
      number = coalesce(known.number, excluded.number),
      currency = coalesce(known.currency, excluded.currency),
      total_minor = coalesce(known.total_minor, excluded.total_minor),
      lines = coalesce(known.lines, excluded.lines)`;
}

export async function saveShipments(tx: Tx, generations: readonly number[], facts: readonly ShipmentFact[]): Promise<void> {
  const rows = facts.map(({ subject, userId, sequence, body }) => ({ orderId: subject, userId, sequence, ...body }));
  await tx.sql`
    insert into storefront.shipments as known (order_id, generation, user_id, sequence, status, carrier, tracking_number)
    select told."orderId", generation, told."userId", told.sequence, told.status, told.carrier, told."trackingNumber"
    from jsonb_to_recordset(${rows}::jsonb)
      as told("orderId" uuid, "userId" uuid, sequence integer, status text, carrier text, "trackingNumber" text)
    cross join unnest(${generations}::integer[]) as generation
    order by told."orderId", generation
    on conflict (order_id, generation) do update
    set sequence = excluded.sequence, status = excluded.status,
      carrier = excluded.carrier, tracking_number = excluded.tracking_number
    where known.sequence < excluded.sequence`;
}

export async function saveRefunds(tx: Tx, generations: readonly number[], facts: readonly RefundFact[]): Promise<void> {
  const rows = facts.map(({ subject, userId, sequence, body }) => ({ orderId: subject, userId, sequence, ...body }));
  await tx.sql`
    insert into storefront.refunds as known (order_id, generation, user_id, sequence, refunded_minor)
    select told."orderId", generation, told."userId", told.sequence, told."refundedMinor"
    from jsonb_to_recordset(${rows}::jsonb) as told("orderId" uuid, "userId" uuid, sequence integer, "refundedMinor" bigint)
    cross join unnest(${generations}::integer[]) as generation
    order by told."orderId", generation
    on conflict (order_id, generation) do update
    set sequence = excluded.sequence, refunded_minor = excluded.refunded_minor
    where known.sequence < excluded.sequence`;
}
