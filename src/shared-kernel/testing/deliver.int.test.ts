import { expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../messaging/define-event.ts';
import { defineBatchSubscription, defineSubscription } from '../messaging/subscription.ts';
import { deliver, deliverBatch } from './deliver.ts';
import { recordingEventBus } from './recording-event-bus.ts';
import { testDatabase } from './test-database.ts';

const { database } = testDatabase('inventory');
const LampLitV1 = defineEvent('inventory.lamp-lit.v1', z.strictObject({ lamp: z.string() }));
const BellRungV1 = defineEvent('inventory.bell-rung.v1', z.strictObject({ times: z.int() }));
const LAMP = { subject: 'lamp-1', sequence: 1, payload: { lamp: 'desk' } };

it('hands a message to its subscription once, however often it is delivered', async () => {
  const bus = recordingEventBus('inventory');
  const ringing = defineSubscription({
    name: 'inventory.ring-on-lamp-lit',
    on: LampLitV1,
    handle: async (tx, { subject, payload }) =>
      bus.publish(tx, BellRungV1, { subject, sequence: 1, payload: { times: payload.lamp.length } }),
  });
  const { id, cause } = await deliver(database, ringing, LampLitV1, LAMP);
  await deliver(database, ringing, LampLitV1, { ...LAMP, id });
  expect(bus.messagesOf(BellRungV1)).toMatchObject([
    { subject: 'lamp-1', payload: { times: 4 }, cause: { correlationId: cause.correlationId } },
  ]);
});

it('rejects with what the handler threw, and forgets what it had said', async () => {
  const bus = recordingEventBus('inventory');
  const failing = defineSubscription({
    name: 'inventory.fail-on-lamp-lit',
    on: LampLitV1,
    handle: async (tx) => {
      bus.publish(tx, BellRungV1, { subject: 'bell', sequence: 1, payload: { times: 1 } });
      throw new Error('the rope is torn');
    },
  });
  await expect(deliver(database, failing, LampLitV1, LAMP)).rejects.toThrow('the rope is torn');
  expect(bus.envelopes).toEqual([]);
});

it('hands several messages over as one batch', async () => {
  const batches: number[] = [];
  const counting = defineBatchSubscription({
    name: 'inventory.count-on-lamp-lit',
    on: LampLitV1,
    handleMany: async (_, messages) => batches.push(messages.length),
  });
  await deliverBatch(database, counting, LampLitV1, [LAMP, { ...LAMP, subject: 'lamp-2' }]);
  expect(batches).toEqual([2]);
});

it('refuses a message that does not fit its contract', async () => {
  const bus = recordingEventBus('inventory');
  const ring = database.transaction({ correlationId: 'c' }, async (tx) =>
    bus.publish(tx, BellRungV1, { subject: 'b', sequence: 1, payload: { times: 0.5 } }),
  );
  await expect(ring).rejects.toThrow('times');
});
