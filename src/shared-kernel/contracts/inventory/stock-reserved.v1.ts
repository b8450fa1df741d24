import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** Every line of the order is reserved until it is released or shipped. May be delivered more than once. */
export const StockReservedV1 = defineEvent(
  'inventory.stock-reserved.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z
      .array(z.strictObject({ sku: wireSku, quantity: wireQuantity }))
      .min(1)
      .max(200),
  }),
);
export type StockReservedV1 = EventOf<typeof StockReservedV1>;
