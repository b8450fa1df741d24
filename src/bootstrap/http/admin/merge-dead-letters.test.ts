import { describe, expect, it } from 'vitest';
import { AppError } from '#shared-kernel/errors.ts';
import { newId } from '#shared-kernel/ids.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import type { DeadLetterReader, Redrive } from './dead-letter-places.ts';
import type { DeadLetterView } from './dead-letter-views.ts';
import { findAnywhere, listEverywhere, redriveEverywhere } from './merge-dead-letters.ts';

const nowhere = () => Promise.reject(new Error('nothing is read here'));
const request = {
  params: undefined,
  query: undefined,
  body: undefined,
  principal: undefined,
  accessKey: undefined,
  ifMatch: undefined,
  requestId: 'r',
  clientAddress: '127.0.0.1',
  signal: new AbortController().signal,
  headers: {},
  cause: { correlationId: 'r' },
  log: silentLog,
  stream: undefined,
  rawBody: undefined,
  read: nowhere,
  transaction: nowhere,
};

const letterOf = (messageId: string | null): DeadLetterView => ({
  id: newId(),
  queue: 'tea.pour-on-order',
  type: null,
  messageId,
  subject: null,
  correlationId: null,
  sentAt: '2026-01-01T00:00:00.000Z',
  diedAt: '2026-01-01T00:00:00.000Z',
  tries: 1,
  error: null,
});

/** A database with these dead letters, in order of their keys. */
function readerOf(letters: readonly DeadLetterView[]): DeadLetterReader {
  return {
    async list({ query: { limit, cursor } }) {
      const [messageId, id] = cursor === undefined ? ['', ''] : JSON.parse(Buffer.from(cursor, 'base64url').toString());
      const rest = letters.filter((letter) => `${letter.messageId ?? ''} ${letter.id}` > `${messageId} ${id}`);
      return { data: rest.slice(0, limit), hasMore: rest.length > limit };
    },
    find: async ({ params }) => letters.filter(({ id }) => id === params.id).map((letter) => ({ ...letter, message: {} }))[0],
  };
}

describe('a list of dead letters', () => {
  const letters = Array.from({ length: 7 }, () => letterOf(newId()));
  const places = {
    readers: [readerOf(letters.filter((_, n) => n % 3 === 0)), readerOf(letters.filter((_, n) => n % 3 > 0))],
    redrives: [],
  };

  it.each([1, 2, 3, 7, 10])(
    'is in the order of sending over all databases, %i on each page, and misses nothing',
    async (limit) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await listEverywhere(places, { ...request, query: { limit, cursor } });
        seen.push(...page.data.map(({ id }) => id));
        cursor = page.nextCursor;
        expect(page.hasMore).toBe(cursor !== undefined);
        expect(page.data.length).toBeLessThanOrEqual(limit);
      } while (cursor !== undefined);
      expect(seen).toEqual(letters.map(({ id }) => id));
    },
  );

  it('is refused where a database cannot be read', async () => {
    const away: DeadLetterReader = { list: nowhere, find: nowhere };
    const broken = { ...places, readers: [...places.readers, away] };
    await expect(listEverywhere(broken, { ...request, query: { limit: 5 } })).rejects.toThrow();
  });

  it('has letters that are found in whichever database they are', async () => {
    for (const { id } of letters) expect(await findAnywhere(places, { ...request, params: { id } })).toMatchObject({ id });
    expect(await findAnywhere(places, { ...request, params: { id: newId() } })).toBeUndefined();
  });
});

describe('dead letters that are to be delivered again', () => {
  const moved =
    (redriven: number, more = false): Redrive =>
    async () => ({ redriven, more });
  const unknown: Redrive = async () => {
    throw new AppError('unprocessable', { code: 'platform.no_such_subscription', detail: 'None.' });
  };
  const redrive = (...redrives: Redrive[]) => redriveEverywhere({ readers: [], redrives }, { ...request, body: { all: true } });

  it('are counted over all processes', async () => {
    expect(await redrive(moved(2), moved(3, true))).toEqual({ redriven: 5, more: true });
  });

  it('need one process that has the subscription', async () => {
    expect(await redrive(unknown, moved(3))).toEqual({ redriven: 3, more: false });
    await expect(redrive(unknown, unknown)).rejects.toMatchObject({ code: 'platform.no_such_subscription' });
  });

  it('are asked for again where a process was away', async () => {
    const away: Redrive = async () => {
      throw new AppError('unavailable', { code: 'gateway.module_unavailable', detail: 'Away.' });
    };
    await expect(redrive(moved(3), away, unknown)).rejects.toMatchObject({ code: 'gateway.module_unavailable' });
  });
});
