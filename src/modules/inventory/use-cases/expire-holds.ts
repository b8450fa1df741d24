import { StockReleasedV1 } from '#contracts/inventory/stock-released.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { expire, type Reservation } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import type { Deps } from './deps.ts';
import { moveReservations } from './move-reservations.ts';

export type ExpireHolds = ReturnType<typeof expireHolds>;
export type ExpireOverdueHolds = ReturnType<typeof expireOverdueHolds>;

/** Gives back the holds of these orders, as far as they are still there and over. */
export const expireHolds =
  (deps: Deps) =>
  async (tx: Tx, orderIds: readonly string[]): Promise<void> => {
    await expireLocked(deps, tx, await reservations.lock(tx, orderIds));
  };

/** Gives back up to `limit` holds that are over, whoever forgot them, and says how many there were. */
export const expireOverdueHolds =
  (deps: Deps) =>
  async (tx: Tx, limit: number): Promise<number> => {
    const due = await reservations.lockDue(tx, deps.clock.now(), limit);
    await expireLocked(deps, tx, due);
    return due.length;
  };

async function expireLocked(deps: Deps, tx: Tx, locked: readonly Reservation[]): Promise<void> {
  const now = deps.clock.now();
  const before = new Set(locked);
  const after = await moveReservations(deps, tx, locked, (reservation) => expire(reservation, now));
  for (const expired of after.filter((reservation) => !before.has(reservation))) {
    const { orderId, lines, version } = expired;
    deps.events.publish(tx, StockReleasedV1, {
      subject: orderId,
      sequence: version,
      payload: { orderId, lines: [...lines], reason: 'expired' },
    });
  }
}
