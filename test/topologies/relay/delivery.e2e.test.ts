import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import { armFailpoints, failpointHits } from '#shared-kernel/failpoints.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { QUEUE, take, twoDatabases } from './two-databases.ts';

const { orders, broker, startOrders, startNotifications, copies, outbox } = twoDatabases();

describe('a message to a module in another database', () => {
  afterEach(() => armFailpoints(new Map()));

  it('is handled there, and kept here as confirmed', async () => {
    const sender = await startOrders();
    await startNotifications();
    await take(sender, orders, 'tea', 'cups');
    await eventually(copies, { is: ['cups', 'tea'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 2 } });
    expect(sender.metrics.text()).toContain(
      'tessera_relay_messages_total{from="orders",to="notifications",outcome="confirmed"} 2',
    );
  });

  it('is one of very many, each of which is handled once', async () => {
    const sender = await startOrders();
    await startNotifications();
    // Another process of the same module: they share what comes.
    await startNotifications();
    const texts = Array.from({ length: 1_000 }, (_, index) => `note ${String(index).padStart(4, '0')}`);
    for (let index = 0; index < texts.length; index += 250) await take(sender, orders, ...texts.slice(index, index + 250));
    await eventually(copies, { is: texts, withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 1_000 }, withinMs: 20_000 });
  });

  it('changes the world once, however often the broker brings it', async () => {
    const sender = await startOrders();
    await startNotifications();
    await take(sender, orders, 'tea');
    await eventually(copies, { is: ['tea'], withinMs: 20_000 });
    const [row] = await orders.admin.sql<{
      data: { id: string; type: string };
    }>`select data from pgboss.job where name = ${QUEUE}`;
    const connection = await connect({ servers: [broker().address] });
    const subject = `tessera.notifications.orders.${row?.data.type}`;
    for (const msgID of ['a', 'b', 'c']) await jetstream(connection).publish(subject, JSON.stringify(row?.data), { msgID });
    await connection.close();
    await take(sender, orders, 'zest');
    await eventually(copies, { is: ['tea', 'zest'], withinMs: 20_000 });
  });

  it.each(['relay.afterRead', 'relay.afterPublish', 'relay.afterAck', 'inbox.afterInsert', 'inbox.beforeAck'] as const)(
    'is handled once where something goes wrong at %s',
    async (place) => {
      const struckBefore = failpointHits().get(place) ?? 0;
      const sender = await startOrders();
      await startNotifications();
      armFailpoints(new Map([[place, { action: 'throw', probability: 1, times: struckBefore + 1, delayMs: 0 }]]));
      await take(sender, orders, 'tea');
      await eventually(copies, { is: ['tea'], withinMs: 20_000 });
      await eventually(outbox, { is: { completed: 1 }, withinMs: 20_000 });
      expect(failpointHits().get(place)).toBe(struckBefore + 1);
    },
  );

  it('is confirmed when its sender asks, where the confirmation was lost', async () => {
    const receiver = await startNotifications();
    const sender = await startOrders();
    await eventually(() => receiver.relay.state.hearing, { is: ['notifications'], withinMs: 20_000 });
    await receiver.stop();
    await take(sender, orders, 'tea');
    await eventually(outbox, { is: { active: 1 } });
    await sender.stop();
    // Nobody is there to hear the confirmation.
    const back = await startNotifications();
    await eventually(copies, { is: ['tea'], withinMs: 20_000 });
    expect(await outbox()).toEqual({ active: 1 });
    await startOrders();
    await eventually(outbox, { is: { completed: 1 }, withinMs: 20_000 });
    expect(back.metrics.text()).toContain('outcome="received"} 1');
  });
});
