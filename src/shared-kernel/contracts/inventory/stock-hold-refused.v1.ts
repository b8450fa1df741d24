import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** Nothing is held: at least one line is short. May be delivered more than once. */
export const StockHoldRefusedV1 = defineEvent(
  'inventory.stock-hold-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    shortages: z.array(z.strictObject({ sku: wireSku, wanted: wireQuantity, available: z.int().nonnegative() })).min(1),
  }),
);
export type StockHoldRefusedV1 = EventOf<typeof StockHoldRefusedV1>;
