import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** The stock of a SKU after a change; `available` is what can still be promised. May be delivered more than once. */
export const StockLevelChangedV1 = defineEvent(
  'inventory.stock-level-changed.v1',
  z.strictObject({
    sku: wireSku,
    onHand: z.int().nonnegative(),
    held: z.int().nonnegative(),
    reserved: z.int().nonnegative(),
    available: z.int().nonnegative(),
  }),
);
export type StockLevelChangedV1 = EventOf<typeof StockLevelChangedV1>;
