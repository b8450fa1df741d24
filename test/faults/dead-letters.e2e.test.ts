import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { defineModule } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { recordingLog } from '../support/recording-log.ts';
import { testShop } from '../support/test-shop.ts';

const StoneLaidV1 = defineEvent('catalog.stone-laid.v1', z.strictObject({ secret: z.string() }));
const QUEUE = 'catalog.count-on-stone-laid';
const handled: string[] = [];
let broken = true;
let lay: (subject: string, count: number) => Promise<void>;

/** A module whose handler fails until it is mended. It lives in the schema of the catalog. */
const stones = defineModule({
  name: 'catalog',
  owner: 'tests',
  purpose: 'Counts stones.',
  tables: [],
  publishes: [StoneLaidV1],
  receives: [],
  hears: [StoneLaidV1],
  settings: z.object({}),
  assemble: ({ database, events }) => {
    lay = async (subject, count) => {
      for (let sequence = 1; sequence <= count; sequence += 1) {
        await database.transaction({ correlationId: 'a-request' }, async (tx) =>
          events.publish(tx, StoneLaidV1, { subject, sequence, payload: { secret: 'nobody may read this in a log' } }),
        );
      }
    };
    const count = defineSubscription({
      name: QUEUE,
      on: StoneLaidV1,
      delivery: { tries: 1, batchSize: 1 },
      async handle(_tx, { subject, sequence }) {
        if (broken) throw new RangeError('the abacus is broken');
        handled.push(`${subject} ${sequence}`);
      },
    });
    return { subscriptions: [count] };
  },
});

const { log, lines } = recordingLog();
const OPERATIONS_TOKEN = 'operations-of-the-dead-letters-test';
const settings = { TESSERA_OPERATIONS_TOKEN: OPERATIONS_TOKEN };
const shop = testShop([stones], { bus: 'real', log, settings });
const admin = () => shop.asStaff('platform:read', 'platform:write');
const dead = () => admin().get(`/v1/admin/dead-letters?queue=${QUEUE}`);
const Letters = z.object({ data: z.array(z.object({ id: z.string(), subject: z.string() })), nextCursor: z.string().optional() });
const [north, south] = [newId(), newId()];

beforeAll(async () => {
  await lay(north, 3);
  await lay(south, 1);
  await eventually(async () => (await dead()).as(Letters).data.length, { is: 4, withinMs: 10_000 });
});

describe('messages that were given up', () => {
  it('are in the log once each, with all that leads to them and nothing of what they say', async () => {
    const told = () => lines.filter(({ level, message }) => level === 'error' && message.includes('given up'));
    await eventually(() => told().length, { is: 4 });
    expect(told()[0]?.fields).toMatchObject({
      queue: QUEUE,
      type: 'catalog.stone-laid.v1',
      messageId: expect.any(String),
      requestId: 'a-request',
      error: 'RangeError',
    });
    expect(JSON.stringify(lines)).not.toContain('nobody may read');
  });

  it('are a metric, and a note in an answer that says ready', async () => {
    const metrics = async () => String((await shop.asStaff('operations:read').get('/metrics')).body);
    await eventually(metrics, { satisfies: (text) => text.includes(`tessera_dead_letters{queue="${QUEUE}"} 4`) });
    expect(await metrics()).toContain(`tessera_messages_total{queue="${QUEUE}",outcome="failed"} 4`);
    expect(await shop.asGuest().get('/ready', { authorization: `Bearer ${OPERATIONS_TOKEN}` })).toMatchObject({
      status: 200,
      body: {
        ok: true,
        checks: expect.arrayContaining([{ name: 'dead letters', ok: true, detail: expect.stringContaining(`4 in ${QUEUE}`) }]),
      },
    });
  });

  it('can be listed page by page and read whole by admins, and by nobody else', async () => {
    const first = (await admin().get('/v1/admin/dead-letters?limit=3')).as(Letters);
    const second = (await admin().get(`/v1/admin/dead-letters?limit=3&cursor=${first.nextCursor}`)).as(Letters);
    expect([...first.data, ...second.data].map(({ subject }) => subject)).toEqual([north, north, north, south]);
    const whole = await admin().get(`/v1/admin/dead-letters/${second.data[0]?.id}`);
    expect(whole.body).toMatchObject({
      subject: south,
      tries: 1,
      error: 'the abacus is broken',
      message: { specversion: '1.0' },
    });
    expect((await admin().get(`/v1/admin/dead-letters/${newId()}`)).status).toBe(404);
    expect((await shop.asStaff('orders:read').get('/v1/admin/dead-letters')).status).toBe(403);
    expect((await shop.asGuest().get('/v1/admin/dead-letters')).status).toBe(401);
  });

  it('cannot be changed, and are redriven only by who says which', async () => {
    const [letter] = (await dead()).as(Letters).data;
    for (const method of ['put', 'patch'] as const) {
      expect((await admin()[method](`/v1/admin/dead-letters/${letter?.id}`, {})).status).toBe(405);
    }
    expect((await admin().post('/v1/admin/dead-letters/redrive', {})).status).toBe(400);
    expect((await admin().post('/v1/admin/dead-letters/redrive', { queue: 'catalog.no-such-queue' })).status).toBe(422);
  });

  it('are redriven by a filter, in their order, then one by one', async () => {
    broken = false;
    const answer = await admin().post('/v1/admin/dead-letters/redrive', { subject: north });
    expect(answer).toMatchObject({ status: 200, body: { redriven: 3, more: false } });
    await eventually(() => handled, { is: [1, 2, 3].map((sequence) => `${north} ${sequence}`) });
    const [last] = (await dead()).as(Letters).data;
    await admin().post('/v1/admin/dead-letters/redrive', { ids: [last?.id] });
    await eventually(() => handled.at(-1), { is: `${south} 1` });
    expect((await dead()).as(Letters).data).toEqual([]);
  });
});
