import type { Tx } from '#shared-kernel/database/database.ts';
import type { Reservation } from '../domain/reservation.ts';

/** What was promised to whom. Whoever needs both locks reservations first and stock items second. */
export const reservations = { claim, lock, lockOrOpen, lockDue, save };

/** Writes the holds of orders that are new, with their lines, and returns the ids of these orders. */
async function claim(tx: Tx, holds: readonly Reservation[]): Promise<ReadonlySet<string>> {
  const claimed = await tx.sql<{ orderId: string }>`
    with hold as (
      select * from jsonb_to_recordset(${holds}::jsonb) as hold(
        "orderId" uuid, state text, version int, "expiresAt" timestamptz, answers jsonb, lines jsonb
      )
    ), claimed as (
      insert into inventory.reservations (order_id, state, version, expires_at, answers)
      select "orderId", state, version, "expiresAt", answers from hold order by "orderId"
      on conflict (order_id) do nothing
      returning order_id
    ), lined as (
      insert into inventory.reservation_lines (order_id, sku, quantity)
      select claimed.order_id, line.sku, line.quantity
      from claimed
      join hold on hold."orderId" = claimed.order_id
      cross join jsonb_to_recordset(hold.lines) as line(sku text, quantity bigint)
    )
    select order_id as "orderId" from claimed`;
  return new Set(claimed.map(({ orderId }) => orderId));
}

/** Locks the reservations of these orders, as far as there are any, in the order of their ids. */
async function lock(tx: Tx, orderIds: readonly string[]): Promise<readonly Reservation[]> {
  return tx.sql<Reservation>`
    select order_id as "orderId", state, version, expires_at as "expiresAt", answers, (
      select coalesce(jsonb_agg(jsonb_build_object('sku', line.sku, 'quantity', line.quantity) order by line.sku), '[]')
      from inventory.reservation_lines as line where line.order_id = reservation.order_id
    ) as lines
    from inventory.reservations as reservation
    where order_id = any(${orderIds}::uuid[])
    order by order_id
    for no key update of reservation`;
}

/**
 * Locks a reservation for each of these orders; one that inventory has not heard of gets a row that holds
 * nothing, so that a hold that comes later finds it, and is refused.
 */
async function lockOrOpen(tx: Tx, orderIds: readonly string[]): Promise<readonly Reservation[]> {
  const found = await lock(tx, orderIds);
  const known = new Set(found.map(({ orderId }) => orderId));
  const missing = orderIds.filter((orderId) => !known.has(orderId));
  if (missing.length === 0) return found;
  await tx.sql`
    insert into inventory.reservations (order_id, state, version, answers)
    select order_id, 'refused', 0, '{}' from unnest(${missing}::uuid[]) as order_id order by order_id
    on conflict (order_id) do nothing`;
  return [...found, ...(await lock(tx, missing))];
}

/** Locks holds that are over, oldest first, passing over those that somebody else is at work on. */
async function lockDue(tx: Tx, now: Date, limit: number): Promise<readonly Reservation[]> {
  const due = await tx.sql<{ orderId: string }>`
    select order_id as "orderId" from inventory.reservations
    where state = 'held' and expires_at <= ${now}
    order by expires_at
    limit ${limit}
    for no key update skip locked`;
  return lock(
    tx,
    due.map(({ orderId }) => orderId),
  );
}

/** Saves what became of reservations that this transaction has locked or claimed. */
async function save(tx: Tx, changed: readonly Reservation[]): Promise<void> {
  if (changed.length === 0) return;
  const rows = changed.map(({ orderId, state, version, expiresAt, answers }) => ({
    orderId,
    state,
    version,
    expiresAt,
    answers,
  }));
  await tx.sql`
    update inventory.reservations as reservation
    set state = row.state, version = row.version, expires_at = row."expiresAt", answers = row.answers
    from jsonb_to_recordset(${rows}::jsonb) as row(
      "orderId" uuid, state text, version int, "expiresAt" timestamptz, answers jsonb
    )
    where reservation.order_id = row."orderId"`;
}
