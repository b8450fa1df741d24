import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { defineCallSubscription, defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { Messaging } from './messaging.ts';
import { cause, door, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1 } from './testing/test-bus.ts';

const { test, startBus, effects, jobsOf, say } = effectsOfHandlers();

describe('a handler that calls a foreign system', () => {
  it('calls it while no transaction is open, between its intent and its outcome', async () => {
    const calling = defineCallSubscription({
      name: 'orders.call-on-note-taken',
      on: NoteTakenV1,
      async intend(tx, { payload }) {
        await write(tx, 'intend', payload.text);
        return payload.text;
      },
      async call(text) {
        const open = await test.admin
          .sql`select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`;
        return `${text}, ${open.length} transactions open, ${(await effects()).length} intent committed`;
      },
      settle: (tx, _message, _intent, outcome) => write(tx, 'settle', String(outcome)),
    });
    await say(await startBus({ subscriptions: [calling] }), 'hello');
    await eventually(effects, { is: ['intend: hello', 'settle: hello, 0 transactions open, 1 intent committed'] });
  });

  it('does not keep other messages waiting for a slow call', async () => {
    const { opened, open } = door();
    const calling = defineCallSubscription({
      name: 'orders.call-on-note-taken',
      on: NoteTakenV1,
      intend: async (_tx, { payload }) => payload.text,
      call: (text) => (text === 'slow' ? opened.then(() => text) : Promise.resolve(text)),
      settle: (tx, _message, _intent, outcome) => write(tx, 'settle', String(outcome)),
    });
    const bus = await startBus({ subscriptions: [calling] });
    await say(bus, 'slow');
    await say(bus, 'quick');
    await eventually(effects, { is: ['settle: quick'] });
    open();
    await eventually(effects, { is: ['settle: quick', 'settle: slow'] });
  });

  it('writes what several calls have to write together, and lets none fail because of another', async () => {
    const transactions: string[] = [];
    const calling = defineCallSubscription({
      name: 'orders.call-on-note-taken',
      on: NoteTakenV1,
      async intend(tx, { payload }) {
        const [row] = await tx.sql<{ id: string }>`select pg_current_xact_id()::text as id`;
        transactions.push(row?.id ?? '');
        return payload.text;
      },
      call: async (text) => text,
      async settle(tx, _message, _intent, outcome) {
        if (outcome === 'refused') throw new Error('this one cannot be settled');
        await write(tx, 'settle', String(outcome));
      },
    });
    const bus = await startBus({ subscriptions: [calling] });
    const texts = ['first', 'refused', 'last'];
    await test.database.transaction(cause, async (tx) => {
      for (const text of texts) bus.events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text } });
    });
    await eventually(async () => (await effects()).toSorted(), { is: ['settle: first', 'settle: last'] });
    expect(new Set(transactions.slice(0, texts.length)).size).toBe(1);
  });
});

describe('several processes', () => {
  it('wake each other by NOTIFY: nobody waits for a poll', async () => {
    const { opened, open } = door();
    const inProcess = (by: string, before: (text: string) => Promise<void>) =>
      defineSubscription({
        name: 'orders.copy-on-note-taken',
        on: NoteTakenV1,
        delivery: { batchSize: 1 },
        async handle(tx, { payload }) {
          await before(payload.text);
          await write(tx, by, payload.text);
        },
      });
    const never = 3_600_000;
    const busy = await startBus({ pollMs: never, subscriptions: [inProcess('busy', () => opened)] });
    await say(busy, 'first');
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), { is: ['active'] });
    await startBus({ pollMs: never, subscriptions: [inProcess('idle', async () => undefined)] });
    await say(busy, 'second');
    await eventually(effects, { is: ['idle: second'] });
    open();
    await eventually(effects, { is: ['idle: second', 'busy: first'] });
  });
});

describe('stopping', () => {
  it('waits for the handler that is at work, and claims nothing more', async () => {
    const { opened, open } = door();
    const slow = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      delivery: { batchSize: 1 },
      async handle(tx, { payload }) {
        await opened;
        await write(tx, 'copy', payload.text);
      },
    });
    const bus = await startBus({ subscriptions: [slow] });
    await say(bus, 'first');
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), { is: ['active'] });
    await say(bus, 'second');
    const stopped = bus.messaging.stop(5_000);
    open();
    await stopped;
    expect(await effects()).toEqual(['copy: first']);
    expect((await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state).toSorted()).toEqual(['completed', 'created']);
  });
});

describe('stopping without enough time', () => {
  it('gives back what is in work: another process need not wait for the claim to lapse', async () => {
    const { opened, open } = door();
    const handledBy = (by: string, before: Promise<void>) =>
      defineSubscription({
        name: 'orders.copy-on-note-taken',
        on: NoteTakenV1,
        delivery: { claimSeconds: 3_600 },
        async handle(tx, { payload }) {
          await before;
          await write(tx, by, payload.text);
        },
      });
    const stopping = await startBus({ subscriptions: [handledBy('stopped', opened)] });
    await say(stopping, 'hello');
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), { is: ['active'] });
    await stopping.messaging.stop(10);
    expect((await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state)).toEqual(['retry']);
    open();
    await startBus({ subscriptions: [handledBy('next', opened)] });
    await eventually(effects, { is: ['next: hello'], withinMs: 10_000 });
  });
});

describe('a schedule', () => {
  it('runs when pg-boss says so, and is written into its cron', async () => {
    const runs: string[] = [];
    const tidy = {
      name: 'orders.tidy-notes',
      cron: '5 4 * * *',
      run: async ({ correlationId }: { correlationId: string }) => void runs.push(correlationId),
    };
    const { messaging } = await startBus({ subscriptions: [], schedules: [tidy] });
    expect(await messaging.boss.getSchedules('orders.tidy-notes')).toMatchObject([{ cron: '5 4 * * *', timezone: 'UTC' }]);
    await messaging.boss.send('orders.tidy-notes', {});
    await eventually(() => runs.length, { is: 1 });
  });

  it('is taken out where its module has moved to another database', async () => {
    const tidy = { name: 'orders.tidy-notes', cron: '5 4 * * *', run: async () => undefined };
    const { messaging } = await startBus({ subscriptions: [], schedules: [tidy] });
    const without = new Messaging({ url: test.url, log: silentLog, pollMs: 1_000, monitorSeconds: 1, handles: false });
    await without.open([], { neighbours: [], remote: [{ name: 'orders', hears: [], receives: [] }] });
    await without.stop(1_000);
    expect(await messaging.boss.getSchedules('orders.tidy-notes')).toEqual([]);
  });
});
