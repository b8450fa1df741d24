import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';
import { wireEmail } from '#shared-kernel/messaging/define-fields.ts';

/** Name, address or roles of a user changed; carries name and address after the change. May be delivered more than once. */
export const UserUpdatedV1 = defineEvent(
  'identity.user-updated.v1',
  z.strictObject({
    userId: z.uuid(),
    email: wireEmail,
    name: z.string(),
  }),
);
export type UserUpdatedV1 = EventOf<typeof UserUpdatedV1>;
