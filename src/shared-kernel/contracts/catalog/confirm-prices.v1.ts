import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireMoney, wireSku } from '#shared-kernel/messaging/define-fields.ts';

/** Asks whether each line is on sale at exactly the price that the customer was shown. Answered by prices-confirmed or prices-refused, as things are when it is read. May be delivered more than once. */
export const ConfirmPricesV1 = defineCommand(
  'catalog.confirm-prices.v1',
  z.strictObject({
    orderId: z.uuid(),
    lines: z
      .array(z.strictObject({ sku: wireSku, unitPrice: wireMoney }))
      .min(1)
      .max(200),
  }),
);
export type ConfirmPricesV1 = CommandOf<typeof ConfirmPricesV1>;
