import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Sent by inventory to itself for the moment at which a hold ends: gives the hold back if it is still there.
 * Answered by stock-released with reason `expired`, or by nothing where there is nothing to expire. May be delivered more than once.
 */
export const ExpireHoldV1 = defineCommand(
  'inventory.expire-hold.v1',
  z.strictObject({
    orderId: z.uuid(),
  }),
);
export type ExpireHoldV1 = CommandOf<typeof ExpireHoldV1>;
