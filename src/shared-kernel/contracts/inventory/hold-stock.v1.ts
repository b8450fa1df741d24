import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Asks for every line or nothing, until the hold expires. Answered by stock-held or stock-hold-refused; asked again,
 * the same answer again. Lines of the same SKU count together. May be delivered more than once.
 */
export const HoldStockV1 = defineCommand(
  'inventory.hold-stock.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z
      .array(z.strictObject({ sku: wireSku, quantity: wireQuantity }))
      .min(1)
      .max(200),
    /** Longer than the payment may take, retries included; a week at most. */
    holdSeconds: z.int().positive().max(604_800),
  }),
);
export type HoldStockV1 = CommandOf<typeof HoldStockV1>;
