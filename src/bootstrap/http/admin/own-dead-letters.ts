import { z } from 'zod';
import { cursorKey, pageOf } from '#shared-kernel/paging.ts';
import { type DeadLetter, findDeadLetter, keyOf, listDeadLetters } from '../../messaging/dead-letters.ts';
import { type RedriveDeps, redriveDeadLetters } from '../../messaging/redrive.ts';
import type { DeadLetterPlaces } from './dead-letter-places.ts';
import type { DeadLetterView } from './dead-letter-views.ts';

/** So many are moved by one request; the answer says whether there are more. */
export const MOST_REDRIVEN = 5_000;

/** Those of the database of this process, and of its subscriptions. */
export function ownDeadLetters(deps: RedriveDeps): DeadLetterPlaces {
  return {
    readers: [
      {
        async list({ query: { limit, cursor, ...wanted } }) {
          const after = cursorKey(cursor, z.tuple([z.string(), z.uuid()]));
          const letters = await deps.database.read((db) => listDeadLetters(db, wanted, { after, limit: limit + 1 }));
          const page = pageOf(letters, limit, keyOf);
          return { ...page, data: page.data.map(viewOf) };
        },
        async find({ params: { id } }) {
          const found = await deps.database.read((db) => findDeadLetter(db, id));
          return found && { ...viewOf(found), message: found.message };
        },
      },
    ],
    redrives: [({ body: { all: _, ...wanted }, cause }) => redriveDeadLetters(deps, cause, wanted, MOST_REDRIVEN)],
  };
}

function viewOf({ sentAt, diedAt, ...rest }: DeadLetter): DeadLetterView {
  const { id, queue, type, messageId, subject, correlationId, tries, error } = rest;
  const known = { id, queue, type, messageId, subject, correlationId, tries, error };
  return { ...known, sentAt: sentAt.toISOString(), diedAt: diedAt.toISOString() };
}
