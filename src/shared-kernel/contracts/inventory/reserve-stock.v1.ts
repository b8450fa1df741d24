import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Asks to turn the hold of the order into a reservation that does not expire. Answered by stock-reserved or
 * stock-reservation-refused; asked again, the same answer again. May be delivered more than once.
 */
export const ReserveStockV1 = defineCommand(
  'inventory.reserve-stock.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type ReserveStockV1 = CommandOf<typeof ReserveStockV1>;
