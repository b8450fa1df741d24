import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** No shipment of the order is on its way, and none will be. May be delivered more than once. */
export const ShipmentCancelledV1 = defineEvent(
  'shipping.shipment-cancelled.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Whose order it is about; absent where a guest ordered. */
    userId: z.uuid().optional(),
    /** Absent where there never was one. */
    shipmentId: z.uuid().optional(),
  }),
);
export type ShipmentCancelledV1 = EventOf<typeof ShipmentCancelledV1>;
