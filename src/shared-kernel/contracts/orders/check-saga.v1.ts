import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';

/**
 * Sent by a saga to itself for later: see whether a step should have been answered by now.
 * May be delivered more than once.
 */
export const CheckSagaV1 = defineCommand(
  'orders.check-saga.v1',
  z.strictObject({
    orderId: z.uuid(),
    saga: z.string(),
  }),
);
export type CheckSagaV1 = CommandOf<typeof CheckSagaV1>;
