import { z } from 'zod';
import { type CommandOf, defineCommand } from '#shared-kernel/messaging/define-command.ts';
import { wireTime } from '#shared-kernel/messaging/define-fields.ts';

/**
 * Sent by an erasure or an export to itself for later: see which modules should have answered `at` this time. Answered by
 * nothing. May be delivered more than once.
 */
export const CheckPrivacyRequestV1 = defineCommand(
  'identity.check-privacy-request.v1',
  z.strictObject({ requestId: z.uuid(), saga: z.string(), at: wireTime }),
);
export type CheckPrivacyRequestV1 = CommandOf<typeof CheckPrivacyRequestV1>;
