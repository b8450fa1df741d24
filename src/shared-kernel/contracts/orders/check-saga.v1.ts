import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireTime } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Sent by a saga to itself for later: see which steps should have been answered `at` this time, whatever the clock of
 * the receiver says. Answered by nothing. May be delivered more than once.
 */
export const CheckSagaV1 = defineCommand(
  'orders.check-saga.v1',
  z.strictObject({
    orderId: z.uuid(),
    saga: z.string(),
    at: wireTime,
  }),
);
export type CheckSagaV1 = CommandOf<typeof CheckSagaV1>;
