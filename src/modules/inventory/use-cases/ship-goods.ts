import type { Tx } from '#shared-kernel/database/database.ts';
import { ship } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import type { Deps } from './deps.ts';
import { moveReservations } from './move-reservations.ts';

export type ShipGoods = ReturnType<typeof shipGoods>;

/** Takes reserved goods out of the warehouse: they are neither on hand nor reserved any more. */
export const shipGoods =
  (deps: Deps) =>
  async (tx: Tx, orderIds: readonly string[]): Promise<void> => {
    await moveReservations(deps, tx, await reservations.lock(tx, orderIds), ship);
  };
