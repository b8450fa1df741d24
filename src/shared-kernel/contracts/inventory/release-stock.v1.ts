import { z } from 'zod';
import { defineCommand, type CommandOf } from '#shared-kernel/messaging/define-command.ts';

/** Asks to give back whatever the order holds or has reserved, and to refuse any hold of it that comes later. Always answered by stock-released. May be delivered more than once. */
export const ReleaseStockV1 = defineCommand(
  'inventory.release-stock.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type ReleaseStockV1 = CommandOf<typeof ReleaseStockV1>;
