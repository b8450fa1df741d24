import { AppError } from '#shared-kernel/errors.ts';
import { defineRoute, type Route } from '#shared-kernel/http.ts';
import type { DeadLetterPlaces } from './dead-letter-places.ts';
import {
  DeadLetterList,
  DeadLetterParams,
  DeadLettersQuery,
  RedriveBody,
  RedrivenView,
  WholeDeadLetterView,
} from './dead-letter-views.ts';
import { findAnywhere, listEverywhere, redriveEverywhere } from './merge-dead-letters.ts';
import { MOST_REDRIVEN } from './own-dead-letters.ts';

/** What admins do with messages that were given up: look at them, and have them delivered again. Never change them. */
export function deadLetterRoutes(places: DeadLetterPlaces): readonly Route[] {
  return [listRoute(places), readRoute(places), redriveRoute(places)];
}

function listRoute(places: DeadLetterPlaces): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/admin/dead-letters',
    operationId: 'listDeadLetters',
    summary: 'List messages that were given up, in the order in which they were sent',
    access: 'platform:read',
    query: DeadLettersQuery,
    replies: { 200: DeadLetterList },
    handle: async (request) => ({ status: 200, body: await listEverywhere(places, request) }),
  });
}

function readRoute(places: DeadLetterPlaces): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/admin/dead-letters/{id}',
    operationId: 'getDeadLetter',
    summary: 'Read a message that was given up, as it was sent',
    access: 'platform:read',
    params: DeadLetterParams,
    replies: { 200: WholeDeadLetterView },
    refusals: { 404: ['platform.dead_letter_not_found'] },
    async handle(request) {
      const body = await findAnywhere(places, request);
      if (!body) throw notFound();
      return { status: 200, body };
    },
  });
}

function redriveRoute(places: DeadLetterPlaces): Route {
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
    async handle(request) {
      const result = await redriveEverywhere(places, request);
      const { all: _, ...wanted } = request.body;
      request.log.info({ ...wanted, by: request.principal?.id, redriven: result.redriven }, 'dead letters were redriven');
      return { status: 200, body: result };
    },
  });
}

function notFound(): AppError {
  return new AppError('not_found', { code: 'platform.dead_letter_not_found', detail: 'There is no dead letter of this id.' });
}
