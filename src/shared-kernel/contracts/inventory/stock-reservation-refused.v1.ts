import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** The hold could not become a reservation. May be delivered more than once. */
export const StockReservationRefusedV1 = defineEvent(
  'inventory.stock-reservation-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    code: z.enum(['no_hold', 'hold_expired', 'released']),
  }),
);
export type StockReservationRefusedV1 = EventOf<typeof StockReservationRefusedV1>;
