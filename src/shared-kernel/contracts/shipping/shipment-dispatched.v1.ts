import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireTime } from '#shared-kernel/messaging/define-fields.ts';

/** The carrier has the shipment; it can no longer be cancelled. May be delivered more than once. */
export const ShipmentDispatchedV1 = defineEvent(
  'shipping.shipment-dispatched.v1',
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
export type ShipmentDispatchedV1 = EventOf<typeof ShipmentDispatchedV1>;
