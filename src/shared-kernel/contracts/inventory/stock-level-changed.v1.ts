import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireSku } from '#shared-kernel/messaging/define-fields.ts';

/**
 * The stock of a SKU, in pieces, after one or more changes that were committed together; `available` is what can still
 * be promised. A SKU of which nothing was said yet has no stock. May be delivered more than once.
 */
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
