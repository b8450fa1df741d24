import { z } from 'zod';
import { defineCliCommand } from '../cli-command.ts';
import { runVerb } from '../run-verb.ts';
import { textTable } from '../text-table.ts';

const AuditEvents = z.array(
  z.object({
    id: z.string(),
    at: z.date(),
    act: z.string(),
    actorKind: z.string(),
    actorId: z.string().nullable(),
    subjectKind: z.string().nullable(),
    subjectId: z.string().nullable(),
    correlationId: z.string(),
  }),
);

export const auditList = defineCliCommand({
  usage: 'list',
  summary: 'lists what was done to accounts, sessions, credentials and keys, newest first',
  failsWhen: 'the database cannot be read',
  example: 'audit list --act sign-in-throttled',
  options: {
    '--act <act>': 'only acts of this kind, such as roles-changed',
    '--actor <id>': 'only what this user or client did',
    '--subject <id>': 'only what happened to this user, session, client or key',
    '--limit <number>': 'at most so many (100)',
  },
  input: z.object({
    act: z.string().optional(),
    actor: z.uuid({ error: 'must be the id of a user or a client' }).optional(),
    subject: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  run: async ({ act, actor, subject, limit }) => {
    const input = { act, actorId: actor, subjectId: subject, limit };
    const events = await runVerb({ module: 'identity', verb: 'list-audit-events', input, answer: AuditEvents });
    const rows = events.map(({ at, act: done, actorKind, actorId, subjectKind, subjectId, correlationId }) => [
      at.toISOString(),
      done,
      [actorKind, actorId].filter(Boolean).join(' '),
      [subjectKind, subjectId].filter(Boolean).join(' '),
      correlationId,
    ]);
    return { text: textTable(['at', 'act', 'by', 'about', 'request'], rows, 'nothing was done'), json: { events } };
  },
});
