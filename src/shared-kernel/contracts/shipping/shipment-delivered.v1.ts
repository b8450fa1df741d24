import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireTime } from '#shared-kernel/messaging/define-fields.ts';

/** The recipient has the shipment. May be delivered more than once. */
export const ShipmentDeliveredV1 = defineEvent(
  'shipping.shipment-delivered.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Whose order it is about; absent where a guest ordered. */
    userId: z.uuid().optional(),
    shipmentId: z.uuid(),
    carrier: z.string(),
    trackingNumber: z.string(),
    at: wireTime,
  }),
);
export type ShipmentDeliveredV1 = EventOf<typeof ShipmentDeliveredV1>;
