import { StockReservationRefusedV1 } from '#contracts/inventory/stock-reservation-refused.v1.ts';
import { StockReservedV1 } from '#contracts/inventory/stock-reserved.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { EventBus } from '#shared-kernel/messaging/event-bus.ts';
import { type Reservation, reserve } from '../domain/reservation.ts';
import { reservations } from '../persistence/reservations.ts';
import type { Deps } from './deps.ts';
import { moveReservations } from './move-reservations.ts';

export type ReserveStock = ReturnType<typeof reserveStock>;

/** Turns holds that are still in force into reservations. */
export const reserveStock =
  (deps: Deps) =>
  async (tx: Tx, orderIds: readonly string[]): Promise<void> => {
    const locked = await reservations.lockOrOpen(tx, orderIds);
    const now = deps.clock.now();
    const answered = await moveReservations(deps, tx, locked, (reservation) => reserve(reservation, now));
    for (const reservation of answered) tell(deps.events, tx, reservation);
  };

function tell(events: EventBus, tx: Tx, { orderId, lines, answers: { reserve: answer } }: Reservation): void {
  if (!answer) return;
  const { sequence } = answer;
  if (answer.outcome === 'refused') {
    events.publish(tx, StockReservationRefusedV1, { subject: orderId, sequence, payload: { orderId, code: answer.code } });
  } else {
    events.publish(tx, StockReservedV1, { subject: orderId, sequence, payload: { orderId, lines: [...lines] } });
  }
}
