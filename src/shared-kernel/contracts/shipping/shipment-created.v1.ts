import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** A carrier will fetch the shipment. May be delivered more than once. */
export const ShipmentCreatedV1 = defineEvent(
  'shipping.shipment-created.v1',
  z.strictObject({
    orderId: z.uuid(),
    /** Whose order it is about; absent where a guest ordered. */
    userId: z.uuid().optional(),
    shipmentId: z.uuid(),
    carrier: z.string(),
    trackingNumber: z.string(),
  }),
);
export type ShipmentCreatedV1 = EventOf<typeof ShipmentCreatedV1>;
