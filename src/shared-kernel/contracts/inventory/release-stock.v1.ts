import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Asks to give back whatever the order holds or has reserved, and to refuse any hold of it that comes later.
 * Always answered by stock-released with reason `requested`; asked again, the same answer again. What was shipped is
 * not given back. May be delivered more than once.
 */
export const ReleaseStockV1 = defineCommand(
  'inventory.release-stock.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type ReleaseStockV1 = CommandOf<typeof ReleaseStockV1>;
