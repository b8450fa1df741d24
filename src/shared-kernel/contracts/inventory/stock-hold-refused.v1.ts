import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireSku } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Nothing is held for the order, and nothing will be: the answer is final. `code` says why (absent reads `short`):
 * `short`, at least one line is, and `shortages` names each of them; `released`, the order was given up before
 * its hold came, and `shortages` is empty. May be delivered more than once.
 */
export const StockHoldRefusedV1 = defineEvent(
  'inventory.stock-hold-refused.v1',
  z.strictObject({
    orderId: z.uuid(),
    code: z.enum(['short', 'released']).optional(),
    shortages: z.array(z.strictObject({ sku: wireSku, wanted: z.int().positive(), available: z.int().nonnegative() })),
  }),
);
export type StockHoldRefusedV1 = EventOf<typeof StockHoldRefusedV1>;
