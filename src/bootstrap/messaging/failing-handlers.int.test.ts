import { describe, expect, it } from 'vitest';
import { defineBatchSubscription, defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { cause, door, effectsOfHandlers, write } from './testing/effects-of-handlers.ts';
import { NoteTakenV1 } from './testing/test-bus.ts';

const { test, startBus, effects, jobsOf, say } = effectsOfHandlers();

describe('a handler that fails', () => {
  it('is given the message again, and what it did before is undone', async () => {
    let tries = 0;
    const unsteady = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      async handle(tx, { payload }) {
        tries += 1;
        await write(tx, 'copy', payload.text);
        if (tries === 1) throw new Error('not today');
      },
    });
    await say(await startBus({ subscriptions: [unsteady] }), 'hello');
    await eventually(effects, { is: ['copy: hello'], withinMs: 10_000 });
    expect(tries).toBe(2);
  });

  it('holds up neither the other messages of its batch nor repeats their effects', async () => {
    const picky = defineBatchSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      delivery: { tries: 2 },
      async handleMany(tx, messages) {
        for (const { payload } of messages) await write(tx, 'copy', payload.text);
        if (messages.some(({ payload }) => payload.text === 'poison')) throw new Error('cannot stand it');
      },
    });
    const bus = await startBus({ subscriptions: [picky] });
    await test.database.transaction(cause, async (tx) => {
      for (const text of ['a', 'poison', 'b', 'c'])
        bus.events.publish(tx, NoteTakenV1, { subject: text, sequence: 1, payload: { text } });
    });
    await eventually(async () => (await effects()).toSorted(), { is: ['copy: a', 'copy: b', 'copy: c'] });
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken.dead')).length, { is: 1, withinMs: 15_000 });
    expect((await effects()).toSorted()).toEqual(['copy: a', 'copy: b', 'copy: c']);
  });

  it('leaves what it could never handle among the dead letters, whole', async () => {
    const never = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      delivery: { tries: 1 },
      handle: () => Promise.reject(new Error('never')),
    });
    await say(await startBus({ subscriptions: [never] }), 'hello');
    const [dead] = await eventually(() => jobsOf('orders.copy-on-note-taken.dead'), { satisfies: ({ length }) => length === 1 });
    expect(dead).toMatchObject({ state: 'created', data: { data: { text: 'hello' }, correlationid: 'a-request' } });
  });

  it('loses its claim when it takes too long: what it did is undone, and another does it once', async () => {
    const { opened, open } = door();
    let tries = 0;
    const slow = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      delivery: { claimSeconds: 1, concurrency: 2 },
      async handle(tx, { payload }) {
        tries += 1;
        const first = tries === 1;
        await write(tx, first ? 'slow' : 'quick', payload.text);
        if (first) await opened;
      },
    });
    await say(await startBus({ subscriptions: [slow] }), 'hello');
    // The second try cannot write its inbox mark while the first one's transaction is open: it waits its turn.
    await eventually(() => tries, { is: 1 });
    await eventually(async () => (await jobsOf('orders.copy-on-note-taken')).map(({ state }) => state), {
      satisfies: ([state]) => state !== 'active',
      withinMs: 10_000,
    });
    open();
    await eventually(effects, { is: ['quick: hello'], withinMs: 15_000 });
  });
});
