import { afterAll, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { busDatabase } from './bus-database.ts';
import { countDeadLetters, findDeadLetter, keyOf, listDeadLetters } from './dead-letters.ts';
import { redriveDeadLetters } from './redrive.ts';
import { cause, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1, type TestBus } from './testing/test-bus.ts';

const { test, startBus, effects, jobsOf } = effectsOfHandlers();
let opened: ReturnType<typeof busDatabase> | undefined;
const database = () => {
  opened ??= busDatabase(test.url);
  return opened;
};
afterAll(async () => opened?.close());

const QUEUE = 'orders.copy-on-note-taken';
let broken = true;
const fragile = (name = QUEUE, batchSize = 20) =>
  defineSubscription({
    name,
    on: NoteTakenV1,
    delivery: { tries: 1, batchSize },
    async handle(tx, { payload }) {
      if (broken) throw new Error('out of order');
      await write(tx, name, payload.text);
    },
  });

async function say({ events }: TestBus, texts: readonly string[], subject = newId()): Promise<void> {
  for (const [index, text] of texts.entries()) {
    await test.database.transaction(cause, async (tx) =>
      events.publish(tx, NoteTakenV1, { subject, sequence: index + 1, payload: { text } }),
    );
  }
}

const list = (filter: Parameters<typeof listDeadLetters>[1] = {}) => database().read((db) => listDeadLetters(db, filter));
const dead = (count: number) => eventually(list, { satisfies: ({ length }) => length === count, withinMs: 10_000 });
const redrive = ({ messaging }: TestBus, filter: Parameters<typeof redriveDeadLetters>[2], atMost?: number) =>
  redriveDeadLetters({ database: database(), messaging, subscriptions: new Set([QUEUE]) }, cause, filter, atMost);

describe('dead letters', () => {
  it('are listed in the order in which they were sent, page by page, without what they say', async () => {
    broken = true;
    await say(await startBus({ subscriptions: [fragile()] }), ['a', 'b', 'c']);
    const all = await dead(3);
    expect(all[0]).toMatchObject({
      queue: QUEUE,
      type: 'orders.note-taken.v1',
      correlationId: 'a-request',
      tries: 1,
      error: 'out of order',
    });
    expect(all.map(({ messageId }) => messageId)).toEqual(all.map(({ messageId }) => messageId).toSorted());
    expect(JSON.stringify(all)).not.toContain('"a"');
    const [first] = all;
    const rest = await database().read((db) => listDeadLetters(db, {}, { after: first && keyOf(first), limit: 1 }));
    expect(rest).toEqual([all[1]]);
  });

  it('can be read one by one, with the message as it was sent', async () => {
    broken = true;
    await say(await startBus({ subscriptions: [fragile()] }), ['whole']);
    const [letter] = await dead(1);
    const found = await database().read((db) => findDeadLetter(db, letter?.id ?? ''));
    expect(found).toMatchObject({ id: letter?.id, message: { specversion: '1.0', data: { text: 'whole' } } });
    expect(await database().read((db) => findDeadLetter(db, newId()))).toBeUndefined();
  });

  it('are found by subject, type, id and the time of their death', async () => {
    broken = true;
    const [mine, yours] = [newId(), newId()];
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['a'], mine);
    await say(bus, ['b'], yours);
    const [first, second] = await dead(2);
    expect(await list({ subject: mine })).toEqual([first]);
    expect(await list({ ids: [second?.id ?? ''] })).toEqual([second]);
    expect(await list({ type: 'orders.other.v1' })).toEqual([]);
    expect(await list({ since: new Date(Date.now() + 3_600_000) })).toEqual([]);
    expect(await list({ until: new Date(Date.now() + 3_600_000) })).toHaveLength(2);
  });

  it('of a subscription that no longer exists are still there, and stay there', async () => {
    broken = true;
    const gone = 'orders.copy-to-what-is-gone';
    const bus = await startBus({ subscriptions: [fragile(gone), fragile()] });
    await say(bus, ['a']);
    await dead(2);
    expect(await database().read(countDeadLetters)).toEqual([
      { queue: QUEUE, count: 1 },
      { queue: gone, count: 1 },
    ]);
    await expect(redrive(bus, { queue: gone })).rejects.toMatchObject({ code: 'platform.no_such_subscription' });
    expect(await redrive(bus, { type: 'orders.note-taken.v1' })).toMatchObject({ redriven: 1 });
    expect(await list({ queue: gone })).toHaveLength(1);
  });
});

describe('a redrive', () => {
  it('brings messages back in the order in which they were sent, before later ones of the same aggregate', async () => {
    broken = true;
    const subject = newId();
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['1', '2', '3'], subject);
    await dead(3);
    await bus.messaging.stop(1_000);
    // One message at a time, so that the order in which they are claimed is the order of the effects.
    const speaker = await startBus({ subscriptions: [fragile(QUEUE, 1)], handles: false });
    await say(speaker, ['4', '5'], subject);
    expect(await redrive(speaker, { subject })).toEqual({ redriven: 3, more: false });
    broken = false;
    await startBus({ subscriptions: [fragile(QUEUE, 1)] });
    await eventually(effects, { is: ['1', '2', '3', '4', '5'].map((text) => `${QUEUE}: ${text}`), withinMs: 10_000 });
    expect(await list()).toEqual([]);
  });

  it('gives a message that dies again the same place as before', async () => {
    broken = true;
    const subject = newId();
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['1', '2'], subject);
    const before = await dead(2);
    expect(await redrive(bus, { ids: [before[0]?.id ?? ''] })).toMatchObject({ redriven: 1 });
    const after = await eventually(list, { satisfies: (letters) => letters.length === 2 && letters[0]?.id !== before[0]?.id });
    expect(after.map(({ messageId, sentAt }) => ({ messageId, sentAt }))).toEqual(
      before.map(({ messageId, sentAt }) => ({ messageId, sentAt })),
    );
  });

  it('moves a letter that somebody has under his hands just now, as who announces it', async () => {
    broken = true;
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['1']);
    await dead(1);
    const waits = () => test.admin.sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%for update%'`;
    const redriving = await database().transaction(cause, async (tx) => {
      await tx.sql`update pgboss.job set output = '{"announced": true}' where name = ${`${QUEUE}.dead`}`;
      const asked = redrive(bus, { queue: QUEUE });
      await eventually(waits, { satisfies: ({ length }) => length > 0 });
      return { asked };
    });
    expect(await redriving.asked).toEqual({ redriven: 1, more: false });
  });

  it('moves each letter once, however many ask for it, and no more than asked for', async () => {
    broken = true;
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['1', '2', '3', '4']);
    await dead(4);
    broken = false;
    expect(await redrive(bus, { queue: QUEUE }, 1)).toEqual({ redriven: 1, more: true });
    const moved = await Promise.all([redrive(bus, { queue: QUEUE }), redrive(bus, { queue: QUEUE })]);
    expect(moved.reduce((total, { redriven }) => total + redriven, 0)).toBe(3);
    await eventually(async () => (await effects()).length, { is: 4 });
  });
});

describe('what waits', () => {
  it('is never deleted by age: neither a message that nobody handled for nine years, nor a dead letter', async () => {
    broken = true;
    const bus = await startBus({ subscriptions: [fragile()] });
    await say(bus, ['dead']);
    await dead(1);
    await bus.messaging.stop(1_000);
    const speaker = await startBus({ subscriptions: [fragile()], handles: false });
    await say(speaker, ['waiting']);
    const aged = await test.admin.sql`
      update pgboss.job set created_on = created_on - interval '9 years', start_after = start_after - interval '9 years',
        keep_until = keep_until - interval '9 years' where state = 'created' and name like ${`${QUEUE}%`} returning 1`;
    expect(aged).toHaveLength(2);
    await speaker.messaging.boss.supervise(QUEUE);
    await speaker.messaging.boss.supervise(`${QUEUE}.dead`);
    expect((await jobsOf(QUEUE)).filter(({ state }) => state === 'created')).toHaveLength(1);
    expect(await jobsOf(`${QUEUE}.dead`)).toHaveLength(1);
  });
});
