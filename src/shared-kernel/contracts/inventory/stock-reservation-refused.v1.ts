import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/**
 * Nothing is reserved for the order, and nothing will be: it never held anything (`no_hold`), its hold has run out
 * (`hold_expired`), or it was given up before (`released`). May be delivered more than once.
 */
export const StockReservationRefusedV1 = defineEvent(
  'inventory.stock-reservation-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    code: z.enum(['no_hold', 'hold_expired', 'released']),
  }),
);
export type StockReservationRefusedV1 = EventOf<typeof StockReservationRefusedV1>;
