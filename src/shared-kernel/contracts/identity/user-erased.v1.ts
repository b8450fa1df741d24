import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/** The account and its personal data are gone; whoever kept a copy erases it too. May be delivered more than once. */
export const UserErasedV1 = defineEvent(
  'identity.user-erased.v1',
  z.strictObject({
    userId: z.uuid(),
  }),
);
export type UserErasedV1 = EventOf<typeof UserErasedV1>;
