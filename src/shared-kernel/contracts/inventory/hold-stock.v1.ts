import { z } from 'zod';
import { defineCommand, type CommandOf } from '#shared-kernel/messaging/define-command.ts';
import { wireQuantity, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** Asks for every line or nothing, until the hold expires. Answered by stock-held or stock-hold-refused. May be delivered more than once. */
export const HoldStockV1 = defineCommand(
  'inventory.hold-stock.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z
      .array(z.strictObject({ sku: wireSku, quantity: wireQuantity }))
      .min(1)
      .max(200),
    /** Longer than the payment may take, retries included. */
    holdSeconds: z.int().positive(),
  }),
);
export type HoldStockV1 = CommandOf<typeof HoldStockV1>;
