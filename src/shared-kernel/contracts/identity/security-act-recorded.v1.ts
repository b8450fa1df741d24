import { z } from 'zod';
import { defineEvent, type EventOf } from '#shared-kernel/messaging/define-event.ts';

/**
 * Something happened to accounts, sessions, credentials or keys: who did what to whom, by ids alone. `act` is one of
 * those that `GET /v1/audit-events` lists, and there will be more of them. May be delivered more than once.
 */
export const SecurityActRecordedV1 = defineEvent(
  'identity.security-act-recorded.v1',
  z.strictObject({
    auditEventId: z.uuid(),
    act: z.string().min(1),
    actor: z.strictObject({ kind: z.enum(['user', 'client', 'operator', 'system', 'nobody']), id: z.uuid().optional() }),
    subject: z.strictObject({ kind: z.enum(['user', 'session', 'client', 'signing_key']), id: z.string().min(1) }).optional(),
  }),
);
export type SecurityActRecordedV1 = EventOf<typeof SecurityActRecordedV1>;
