import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireQuantity, wireSku, wireTime } from '#shared-kernel/messaging/define-fields.ts';

/** Every line of the order is held until `expiresAt`. May be delivered more than once. */
export const StockHeldV1 = defineEvent(
  'inventory.stock-held.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z
      .array(z.strictObject({ sku: wireSku, quantity: wireQuantity }))
      .min(1)
      .max(200),
    expiresAt: wireTime,
  }),
);
export type StockHeldV1 = EventOf<typeof StockHeldV1>;
