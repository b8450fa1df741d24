import { afterAll, describe, expect, it } from 'vitest';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { beginAgain, lookUpDeaths } from './abandoned-claims.ts';
import { busDatabase } from './bus-database.ts';
import { listDeadLetters } from './dead-letters.ts';
import { redriveDeadLetters } from './redrive.ts';
import { cause, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1, type TestBus } from './testing/test-bus.ts';

const { test, startBus, effects, jobsOf, say } = effectsOfHandlers();
const QUEUE = 'orders.copy-on-note-taken';

const copy = defineSubscription({
  name: QUEUE,
  on: NoteTakenV1,
  delivery: { deaths: 3 },
  handle: (tx, { payload }) => write(tx, 'copy', payload.text),
});

let opened: ReturnType<typeof busDatabase> | undefined;
const database = () => {
  opened ??= busDatabase(test.url);
  return opened;
};
afterAll(async () => opened?.close());

/** Claims what there is as a process does that begins it and is never heard of again, then lets the monitor find out. */
async function dieWith({ messaging: { boss } }: TestBus): Promise<readonly number[]> {
  const jobs = await boss.fetch<unknown>(QUEUE, { batchSize: 20 });
  const reclaimed = await lookUpDeaths(test.database, QUEUE, jobs);
  for (const each of reclaimed) expect(await beginAgain(test.database, QUEUE, each)).toBe(true);
  await test.admin.run(`update pgboss.job set started_on = started_on - interval '1 hour' where state = 'active'`, []);
  const claimed = async () => {
    await boss.supervise(QUEUE);
    return (await jobsOf(QUEUE)).filter(({ state }) => state === 'active');
  };
  await eventually(claimed, { is: [], withinMs: 10_000 });
  await test.admin.run(`update pgboss.job set start_after = now() where name = '${QUEUE}'`, []);
  return reclaimed.map(({ deaths }) => deaths);
}

const states = () => test.admin.sql<{ deaths: number | null }>`
  select source_retry_count as deaths from pgboss.job where name = ${QUEUE} and state < 'completed'`;

const letters = () => database().read((db) => listDeadLetters(db, { queue: QUEUE }));

describe('a message whose processes die', () => {
  it('is counted once for each of them, and parked before it ends another', async () => {
    const speaker = await startBus({ subscriptions: [copy], handles: false });
    await say(speaker, 'poison');
    expect([await dieWith(speaker), await dieWith(speaker), await dieWith(speaker)]).toEqual([[0], [1], [2]]);
    await say(speaker, 'neighbour');
    const { messaging } = await startBus({ subscriptions: [copy] });
    const [letter] = await eventually(letters, { satisfies: ({ length }) => length === 1 });
    expect(letter?.error).toBe('3 processes in a row that had begun to handle it died, or never came back');
    await eventually(effects, { is: ['copy: neighbour'] });
    await redriveDeadLetters({ database: database(), messaging, subscriptions: new Set([QUEUE]) }, cause, { queue: QUEUE });
    await eventually(effects, { is: ['copy: neighbour', 'copy: poison'] });
  });

  it('begins a new row once an error has shown that a process survives it', async () => {
    const speaker = await startBus({ subscriptions: [copy], handles: false });
    await say(speaker, 'unsteady');
    await dieWith(speaker);
    expect(await dieWith(speaker)).toEqual([1]);
    const [job] = await speaker.messaging.boss.fetch<unknown>(QUEUE);
    if (!job) throw new Error('the message is gone');
    await speaker.messaging.boss.fail(QUEUE, job, { message: 'not today' });
    await test.admin.run(`update pgboss.job set start_after = now() where name = '${QUEUE}'`, []);
    expect(await dieWith(speaker)).toEqual([0]);
    expect(await states()).toEqual([{ deaths: 0 }]);
  });
});
