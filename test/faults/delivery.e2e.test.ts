import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { busStarter, NoteTakenV1, type TestBus } from '../../src/bootstrap/messaging/testing/test-bus.ts';

const test = testDatabase('orders');
const startBus = busStarter(test);
const BROKEN = 'orders.copy-on-note-taken';
const NEIGHBOUR = 'orders.count-on-note-taken';
const NOTES = 60;

const copied: string[] = [];
const counted: string[] = [];
const copy = (pause: (text: string) => Promise<void> = async () => undefined) =>
  defineSubscription({
    name: BROKEN,
    on: NoteTakenV1,
    delivery: { tries: 2, batchSize: 5 },
    async handle(_, { payload: { text } }) {
      await pause(text);
      copied.push(text);
    },
  });
const count = defineSubscription({
  name: NEIGHBOUR,
  on: NoteTakenV1,
  handle: async (_, { payload }) => counted.push(payload.text),
});

beforeEach(async () => {
  copied.length = 0;
  counted.length = 0;
  await test.admin.run('truncate orders.inbox; delete from pgboss.job');
});

const texts = Array.from({ length: NOTES }, (_, index) => `note ${index}`);

async function sayAll({ events }: TestBus, all: readonly string[]): Promise<void> {
  await test.database.transaction({ correlationId: newId() }, async (tx) => {
    for (const text of all) events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text } });
  });
}

const deadLetters = async () => {
  const rows = await test.admin.sql<{ data: unknown }>`select data from pgboss.job where name = ${`${BROKEN}.dead`}`;
  return rows.map(({ data }) => data);
};

/** Spoils one of the messages that wait in a queue. */
async function spoil(text: string, change: string): Promise<void> {
  const { count: spoilt } = await test.admin.run(
    `update pgboss.job set data = ${change} where name = '${BROKEN}' and data -> 'data' ->> 'text' = $1`,
    [text],
  );
  expect(spoilt, 'messages that were spoilt').toBe(1);
}

describe('a message that cannot be handled', () => {
  it.each([
    ['because its payload is not what the contract says', `jsonb_set(data, '{data}', '{"words": 1}')`],
    ['because its version is not known here', `jsonb_set(data, '{type}', '"orders.note-taken.v9"')`],
    ['because it is no message at all', `'{"hello": "world"}'::jsonb`],
  ])('%s is parked as it is, and its neighbours are handled once', async (_, change) => {
    const speaker = await startBus({ subscriptions: [copy(), count], pollMs: 60_000, handles: false });
    await sayAll(speaker, texts);
    await spoil('note 7', change);
    await startBus({ subscriptions: [copy(), count] });
    const parked = await eventually(deadLetters, { satisfies: ({ length }) => length === 1, withinMs: 20_000 });
    expect(JSON.stringify(parked)).toMatch(/words|v9|hello/);
    await eventually(() => copied.toSorted(), { is: texts.filter((text) => text !== 'note 7').toSorted() });
    expect(counted.toSorted()).toEqual(texts.toSorted());
  });

  it('because its handler always throws is parked, and its neighbours are handled once', async () => {
    const never = copy(async (text) => {
      if (text === 'note 7') throw new Error('never');
    });
    await sayAll(await startBus({ subscriptions: [never, count] }), texts);
    await eventually(deadLetters, { satisfies: ({ length }) => length === 1, withinMs: 20_000 });
    await eventually(() => counted.toSorted(), { is: texts.toSorted() });
  });
});

describe('a subscriber', () => {
  it('that is a hundred times slower than its neighbour does not slow it', async () => {
    const door = Promise.withResolvers<void>();
    const slow = copy(() => door.promise);
    await sayAll(await startBus({ subscriptions: [slow, count] }), texts);
    await eventually(() => counted.length, { is: NOTES });
    expect(copied, 'what the slow one has done by then').toEqual([]);
    door.resolve();
    await eventually(() => copied.length, { satisfies: (length) => length >= NOTES });
  });

  it('that was down for 15 days finds everything that was meant for it, and every dead letter is still there', async () => {
    const never = copy(() => Promise.reject(new Error('never')));
    const before = await startBus({ subscriptions: [never] });
    await sayAll(before, ['a dead letter']);
    await eventually(deadLetters, { satisfies: ({ length }) => length === 1, withinMs: 20_000 });
    await before.messaging.stop(1_000);
    const speaker = await startBus({ subscriptions: [copy(), count], pollMs: 60_000, handles: false });
    await sayAll(speaker, texts);
    await test.admin.run(
      `update pgboss.job set created_on = created_on - interval '15 days', start_after = start_after - interval '15 days',
         keep_until = keep_until - interval '15 days', completed_on = completed_on - interval '15 days'`,
      [],
    );
    await speaker.messaging.boss.supervise();
    await startBus({ subscriptions: [copy(), count] });
    await eventually(() => copied.toSorted(), { is: texts.toSorted(), withinMs: 15_000 });
    expect(await deadLetters()).toHaveLength(1);
  });
});

describe('two changes of one aggregate that are committed in another order than they were begun', () => {
  it('reach their subscriber with versions that say which one is newer', async () => {
    const seen: { readonly text: string; readonly sequence: number | undefined }[] = [];
    const versioned = defineSubscription({
      name: BROKEN,
      on: NoteTakenV1,
      // Postgres returns what is claimed together in any order.
      delivery: { batchSize: 1 },
      handle: async (_, { payload, sequence }) => seen.push({ text: payload.text, sequence }),
    });
    const speaker = await startBus({ subscriptions: [versioned], pollMs: 60_000, handles: false });
    const subject = newId();
    const say = (sequence: number, text: string, meanwhile: () => Promise<void>) =>
      test.database.transaction({ correlationId: newId() }, async (tx) => {
        await tx.sql`select 1`;
        await meanwhile();
        speaker.events.publish(tx, NoteTakenV1, { subject, sequence, payload: { text } });
      });
    await say(2, 'newer', () => say(1, 'older', async () => undefined));
    const order = await test.admin.sql<{ text: string }>`
      select data -> 'data' ->> 'text' as text from pgboss.job where name = ${BROKEN} order by created_on`;
    expect(order, 'begin-order, which is what a queue goes by').toEqual([{ text: 'newer' }, { text: 'older' }]);
    await startBus({ subscriptions: [versioned] });
    await eventually(() => seen, {
      is: [
        { text: 'newer', sequence: 2 },
        { text: 'older', sequence: 1 },
      ],
    });
  });
});
