import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** No carrier takes the shipment: `code` is the carrier's own (`not_served`), or `cancelled` where the shipment was called off before. May be delivered more than once. */
export const ShipmentRefusedV1 = defineEvent(
  'shipping.shipment-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    code: z.string(),
    detail: z.string(),
  }),
);
export type ShipmentRefusedV1 = EventOf<typeof ShipmentRefusedV1>;
