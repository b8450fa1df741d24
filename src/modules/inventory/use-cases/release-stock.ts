import { StockReleasedV1 } from '#contracts/inventory/stock-released.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type Reservation, release } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import type { Deps } from './deps.ts';
import { moveReservations } from './move-reservations.ts';

export type ReleaseStock = ReturnType<typeof releaseStock>;

/** Gives back what orders hold or have reserved, and closes them to holds that come later. */
export const releaseStock =
  (deps: Deps) =>
  async (tx: Tx, orderIds: readonly string[]): Promise<void> => {
    const locked = await reservations.lockOrOpen(tx, orderIds);
    const answered = await moveReservations(deps, tx, locked, release);
    for (const reservation of answered) tell(deps.events, tx, reservation);
  };

function tell(events: EventBus, tx: Tx, { orderId, answers: { release: answer } }: Reservation): void {
  if (!answer) return;
  events.publish(tx, StockReleasedV1, {
    subject: orderId,
    sequence: answer.sequence,
    payload: { orderId, lines: [...answer.lines], reason: 'requested' },
  });
}
