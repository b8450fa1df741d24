import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireEmail } from '#shared-kernel/messaging/define-fields.ts';

/** Somebody has an account. May be delivered more than once. */
export const UserRegisteredV1 = defineEvent(
  'identity.user-registered.v1',
  z.strictObject({
    userId: z.uuid(),
    email: wireEmail,
    name: z.string(),
  }),
);
export type UserRegisteredV1 = EventOf<typeof UserRegisteredV1>;
