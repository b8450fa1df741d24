import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { cause, copyNotes, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1, TakeNoteV1, type TestBus } from './testing/test-bus.ts';

const { test, startBus, effects, jobsOf, say } = effectsOfHandlers();

describe('a message', () => {
  it('reaches every subscriber once its transaction is committed', async () => {
    const bus = await startBus({ subscriptions: [copyNotes('first-copy'), copyNotes('second-copy')] });
    await say(bus, 'hello');
    await eventually(async () => (await effects()).toSorted(), { is: ['first-copy: hello', 'second-copy: hello'] });
  });

  it('does not exist where its transaction is rolled back', async () => {
    const bus = await startBus({ subscriptions: [copyNotes()] });
    const failing = test.database.transaction(cause, async (tx) => {
      bus.events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text: 'never' } });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await say(bus, 'later');
    await eventually(effects, { is: ['copy: later'] });
    expect(await jobsOf('orders.copy-on-note-taken')).toHaveLength(1);
  });

  it('carries the request that caused it on to the messages that it causes', async () => {
    const relay = defineSubscription({
      name: 'orders.relay-on-note-taken',
      on: NoteTakenV1,
      handle: async (tx, { subject, payload }) => bus.events.send(tx, TakeNoteV1, { subject, payload }),
    });
    const take = defineSubscription({
      name: 'orders.take-note',
      on: TakeNoteV1,
      handle: (tx, { cause: why }) => write(tx, why.correlationId, why.causationId ?? ''),
    });
    const bus: TestBus = await startBus({ subscriptions: [relay, take] });
    await say(bus, 'hello');
    const [effect = ''] = await eventually(effects, { satisfies: ({ length }) => length === 1 });
    expect(effect).toMatch(/^a-request: [0-9a-f-]{36}$/);
  });

  it('is claimed without a wait for the disk, which is left to its handler', async () => {
    const waits = `select source <> 'client' as "asTheServer" from pg_settings where name = 'synchronous_commit'`;
    const handled: unknown[] = [];
    const look = defineSubscription({
      name: 'orders.look-on-note-taken',
      on: NoteTakenV1,
      handle: async (tx) => handled.push(...(await tx.execute(waits, []))),
    });
    const bus = await startBus({ subscriptions: [look] });
    await say(bus, 'hello');
    await eventually(() => handled, { is: [{ asTheServer: true }] });
    expect((await bus.messaging.boss.getDb().executeSql(waits)).rows).toEqual([{ asTheServer: false }]);
  });

  it('is refused where it does not fit its contract, and with it the change that it reports', async () => {
    const bus = await startBus({ subscriptions: [copyNotes()] });
    const wrong: { text: string } = JSON.parse('{"text": 7}');
    const failing = test.database.transaction(cause, async (tx) => {
      await write(tx, 'change', 'undone');
      bus.events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: wrong });
    });
    await expect(failing).rejects.toThrow('expected string');
    expect(await effects()).toEqual([]);
  });

  it('is not delivered before its time', async () => {
    const take = defineSubscription({
      name: 'orders.take-note',
      on: TakeNoteV1,
      handle: (tx, { payload }) => write(tx, 'take', payload.text),
    });
    const bus = await startBus({ subscriptions: [take] });
    const deliverAt = new Date(Date.now() + 1_500);
    await test.database.transaction(cause, async (tx) => {
      bus.events.send(tx, TakeNoteV1, { subject: 'a', payload: { text: 'later' }, deliverAt });
      bus.events.send(tx, TakeNoteV1, { subject: 'b', payload: { text: 'now' } });
    });
    await eventually(effects, { is: ['take: now'] });
    await eventually(effects, { is: ['take: now', 'take: later'] });
    expect(Date.now()).toBeGreaterThanOrEqual(deliverAt.getTime());
  });

  it('belongs to its module: no other can say it, and a command that nobody receives cannot be sent', async () => {
    const { messaging } = await startBus({ subscriptions: [copyNotes()] });
    const stranger = messaging.busOf('catalog');
    await test.database.transaction(cause, async (tx) => {
      expect(() => stranger.publish(tx, NoteTakenV1, { subject: 'a', sequence: 1, payload: { text: '' } })).toThrow(
        'belongs to orders',
      );
      expect(() => stranger.send(tx, TakeNoteV1, { subject: 'a', payload: { text: '' } })).toThrow('nobody receives');
    });
  });
});

describe('a message that comes again', () => {
  it('twice at once, in two jobs, changes the world once, and both jobs are settled', async () => {
    const bus = await startBus({ subscriptions: [copyNotes()] });
    await say(bus, 'hello');
    await eventually(effects, { is: ['copy: hello'] });
    await test.admin.run(`
      truncate orders.effects, orders.inbox;
      insert into pgboss.job (id, name, data, retry_limit, expire_seconds, keep_until)
      select gen_random_uuid(), name, data, retry_limit, expire_seconds, keep_until from pgboss.job, generate_series(1, 3)
      where name = 'orders.copy-on-note-taken'`);
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), {
      is: ['completed', 'completed', 'completed', 'completed'],
    });
    expect(await effects()).toEqual(['copy: hello']);
  });

  it('changes nothing: the inbox knows it', async () => {
    const bus = await startBus({ subscriptions: [copyNotes()] });
    await say(bus, 'hello');
    await eventually(effects, { is: ['copy: hello'] });
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), { is: ['completed'] });
    await test.admin.run("update pgboss.job set state = 'created', completed_on = null where name = 'orders.copy-on-note-taken'");
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), { is: ['completed'] });
    expect(await effects()).toEqual(['copy: hello']);
  });
});
