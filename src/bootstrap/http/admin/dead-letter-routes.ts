import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { AppError } from '#shared-kernel/errors.ts';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import { cursorKey, ListOf, PageQuery, pageOf } from '#shared-kernel/paging.ts';
import { type DeadLetter, findDeadLetter, keyOf, listDeadLetters } from '../../messaging/dead-letters.ts';
import { type RedriveDeps, redriveDeadLetters } from '../../messaging/redrive.ts';

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const filter = {
  queue: z.string().min(1).max(100).optional().describe('The subscription that could not handle them.'),
  type: z.string().min(1).max(100).optional().describe('The type of their messages.'),
  subject: z.string().min(1).max(200).optional().describe('The id of what their messages are about.'),
  since: Time.optional().describe('Given up at this time or later.'),
  until: Time.optional().describe('Given up before this time.'),
};

const Name = z.string().max(1_000);
const letter = {
  id: z.uuid(),
  queue: Name,
  type: Name.nullable(),
  messageId: Name.nullable(),
  subject: Name.nullable(),
  correlationId: Name.nullable(),
  sentAt: z.iso.datetime(),
  diedAt: z.iso.datetime(),
  tries: z.int(),
  error: z.string().max(1_000_000).nullable(),
};
/** A message that was given up. Without its payload, which may hold what a list must not show. */
const DeadLetterView = z.strictObject(letter).meta({ id: 'DeadLetter' });
const WholeDeadLetterView = z.strictObject({ ...letter, message: z.unknown() }).meta({ id: 'WholeDeadLetter' });
const RedrivenView = z.strictObject({ redriven: z.int(), more: z.boolean() }).meta({ id: 'Redriven' });

const RedriveBody = z
  .strictObject({ ...filter, ids: z.array(z.uuid()).min(1).max(1_000).optional(), all: z.literal(true).optional() })
  .refine((body) => Object.keys(body).length > 0, 'Say which: by ids, queue, type, subject, since or until, or all.');

/** So many are moved by one request; the answer says whether there are more. */
const MOST_REDRIVEN = 5_000;

/** What admins do with messages that were given up: look at them, and have them delivered again. Never change them. */
export function deadLetterRoutes(deps: RedriveDeps): readonly Route[] {
  return [listRoute(deps.database), readRoute(deps.database), redriveRoute(deps)];
}

function listRoute(database: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/admin/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'List messages that were given up, in the order in which they were sent',
    access: 'platform:read',
    query: PageQuery.extend(filter),
    replies: { 200: ListOf(DeadLetterView) },
    async handle({ query: { limit, cursor, ...wanted } }) {
      const after = cursorKey(cursor, z.tuple([z.string(), z.uuid()]));
      const letters = await database.read((db) => listDeadLetters(db, wanted, { after, limit: limit + 1 }));
      const page = pageOf(letters, limit, keyOf);
      return { status: 200, body: { ...page, data: page.data.map(viewOf) } };
    },
  });
}

function readRoute(database: Database): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/admin/dead-letters/{id}',
    operationId: 'getDeadLetter',
    summary: 'Read a message that was given up, as it was sent',
    access: 'platform:read',
    params: z.strictObject({ id: z.uuid() }),
    replies: { 200: WholeDeadLetterView },
    refusals: { 404: ['platform.dead_letter_not_found'] },
    async handle({ params: { id } }) {
      const found = await database.read((db) => findDeadLetter(db, id));
      if (!found) throw notFound();
      return { status: 200, body: { ...viewOf(found), message: found.message } };
    },
  });
}

function redriveRoute(deps: RedriveDeps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/admin/dead-letters/redrive',
    operationId: 'redriveDeadLetters',
    summary: 'Have messages that were given up delivered again',
    description: `Unchanged, and in the order in which they were sent. Moves at most ${MOST_REDRIVEN}; \`more\` asks for a repetition.`,
    access: 'platform:write',
    // Repeating it is harmless: what was moved is no longer a dead letter.
    idempotencyKey: 'unused',
    body: RedriveBody,
    replies: { 200: RedrivenView },
    refusals: { 422: ['platform.no_such_subscription'] },
    async handle({ body: { all: _, ...wanted }, cause, principal, log }) {
      const result = await redriveDeadLetters(deps, cause, wanted, MOST_REDRIVEN);
      log.info({ ...wanted, by: principal?.id, redriven: result.redriven }, 'dead letters were redriven');
      return { status: 200, body: result };
    },
  });
}

function viewOf({ sentAt, diedAt, ...rest }: DeadLetter) {
  const { id, queue, type, messageId, subject, correlationId, tries, error } = rest;
  const known = { id, queue, type, messageId, subject, correlationId, tries, error };
  return { ...known, sentAt: sentAt.toISOString(), diedAt: diedAt.toISOString() };
}

function notFound(): AppError {
  return new AppError('not_found', { code: 'platform.dead_letter_not_found', detail: 'There is no dead letter of this id.' });
}
