import { z } from 'zod';
import { defineCommand, type CommandOf } from '#shared-kernel/messaging/define-command.ts';

/** Sent by the saga to itself for later: this attempt of the step should have been answered by now. May be delivered more than once. */
export const ExpireStepV1 = defineCommand(
  'orders.expire-step.v1',
  z.strictObject({
    orderId: z.uuid(),
    saga: z.string(),
    step: z.string(),
    attempt: z.int().positive(),
  }),
);
export type ExpireStepV1 = CommandOf<typeof ExpireStepV1>;
