import { describe, expect, it } from 'vitest';
import type { Log } from '#shared-kernel/log.ts';
import {
  defineBatchSubscription,
  defineCallSubscription,
  defineSubscription,
  type Subscription,
} from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { traceFields, withinTrace } from '../trace-context.ts';
import { effectsOfHandlers } from './testing/effects-of-handlers.ts';
import { NoteTakenV1, type TestBus } from './testing/test-bus.ts';

const { test, startBus } = effectsOfHandlers();
const name = 'orders.log-on-note-taken';

/** Says a note on behalf of a request, as the HTTP pipeline does it. */
const sayFor = ({ events }: TestBus, ...requests: string[]) =>
  withinTrace({ requestId: 'the-one-who-wakes' }, () =>
    test.database.transaction({ correlationId: 'the-one-who-wakes' }, async (tx) => {
      for (const request of requests) {
        const because = Object.assign(Object.create(tx), { causeFor: () => ({ correlationId: request }) });
        events.publish(because, NoteTakenV1, { subject: request, sequence: 1, payload: { text: request } });
      }
    }),
  );

describe('what a handler logs', () => {
  const seen: string[] = [];
  const note = (what: string) => void seen.push(`${what} for ${traceFields().requestId}`);
  const kinds: Record<string, Subscription> = {
    'one by one': defineSubscription({ name, on: NoteTakenV1, handle: async (_, { payload }) => note(payload.text) }),
    'around a call': defineCallSubscription({
      name,
      on: NoteTakenV1,
      intend: async (_, { payload }) => payload.text,
      call: async (text) => note(text),
      settle: async () => undefined,
    }),
  };

  it.each(Object.keys(kinds))('names the request that caused its message: %s', async (kind) => {
    seen.length = 0;
    const [subscription] = [kinds[kind]].filter((found) => found !== undefined);
    const bus = await startBus({ subscriptions: subscription ? [subscription] : [] });
    await sayFor(bus, 'a', 'b', 'c');
    await eventually(() => seen.toSorted(), { is: ['a for a', 'b for b', 'c for c'] });
  });

  it('names no request where a batch has several, and the one where it has one', async () => {
    seen.length = 0;
    const batch = defineBatchSubscription({
      name,
      on: NoteTakenV1,
      handleMany: async (_, messages) =>
        note(
          messages
            .map(({ payload }) => payload.text)
            .toSorted()
            .join('+'),
        ),
    });
    const bus = await startBus({ subscriptions: [batch] });
    await sayFor(bus, 'a', 'b');
    await eventually(() => seen.length, { is: 1 });
    await sayFor(bus, 'c', 'c');
    await eventually(() => seen.toSorted(), { is: ['a+b for undefined', 'c+c for c'] });
  });
});

it('the line about a message that failed names its request, not the one that woke the worker', async () => {
  const lines: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => void lines.push(`${traceFields().requestId}: ${message}`) };
  const failing = defineSubscription({
    name,
    on: NoteTakenV1,
    delivery: { tries: 2 },
    handle: () => Promise.reject(new Error('not today')),
  });
  const bus = await startBus({ subscriptions: [failing], log: { ...log, child: () => log } });
  await sayFor(bus, 'a', 'b');
  await eventually(() => lines.toSorted(), {
    is: ['a', 'b'].map((request) => `${request}: a message could not be handled and is tried again: not today`),
  });
  expect(lines).toHaveLength(2);
});
