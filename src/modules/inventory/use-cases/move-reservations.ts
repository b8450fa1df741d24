import type { Tx } from '#shared-kernel/database/database.ts';
import { movementsBetween } from '../domain/movement.ts';
import type { Reservation } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import type { Deps } from './deps.ts';
import { recordMovements } from './record-movements.ts';

/** Takes locked reservations one step on, and the stock with them. Returns them as they are then. */
export async function moveReservations(
  deps: Deps,
  tx: Tx,
  locked: readonly Reservation[],
  step: (before: Reservation) => Reservation,
): Promise<readonly Reservation[]> {
  const moves = locked.map((before) => ({ before, after: step(before) }));
  const changed = moves.filter(({ before, after }) => after !== before).map(({ after }) => after);
  await reservations.save(tx, changed);
  await recordMovements(
    deps,
    tx,
    moves.flatMap(({ before, after }) => movementsBetween(before, after)),
  );
  return moves.map(({ after }) => after);
}
