import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/**
 * The order holds and reserves nothing any more. `lines` is what it gave back: none where it had nothing, or where its
 * goods had been shipped. `requested` answers release-stock, `expired` says that a hold ran out. May be delivered more than once.
 */
export const StockReleasedV1 = defineEvent(
  'inventory.stock-released.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z.array(z.strictObject({ sku: wireSku, quantity: wireQuantity })),
    reason: z.enum(['requested', 'expired']),
  }),
);
export type StockReleasedV1 = EventOf<typeof StockReleasedV1>;
