import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** Too late: the carrier has the shipment. May be delivered more than once. */
export const ShipmentCancellationRefusedV1 = defineEvent(
  'shipping.shipment-cancellation-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    shipmentId: z.uuid(),
  }),
);
export type ShipmentCancellationRefusedV1 = EventOf<typeof ShipmentCancellationRefusedV1>;
