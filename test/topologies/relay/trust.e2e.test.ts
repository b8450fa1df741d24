import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { type Envelope, seal } from '#shared-kernel/messaging/envelope.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { ensureStream } from '../../../src/bootstrap/relay/streams.ts';
import { NoteTakenV1, take, twoDatabases } from './two-databases.ts';

const TYPE = 'orders.note-taken.v1';
const LIMITS = { maxBytes: 1_048_576, replicas: 1 };
const as = (user: string) => ({ user, password: `of ${user}` });
const users = ['orders', 'notifications', 'identity'].map((name) => ({ name, password: `of ${name}`, modules: [name] }));

describe('a broker that knows its users', () => {
  const { orders, broker, startOrders, startNotifications, copies, outbox } = twoDatabases({ users });
  const opened: NatsConnection[] = [];
  const connectAs = async (process: string, user = process) => {
    const connection = await connect({ servers: [broker().address], user, pass: `of ${process}` });
    opened.push(connection);
    return connection;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((connection) => connection.close()));
  });

  it('lets each do its work, and a third hear nothing of it', async () => {
    const heard: string[] = [];
    const identity = await connectAs('identity');
    identity.subscribe('>', { callback: (_error, message) => void heard.push(message.subject) });
    await identity.flush();
    const sender = await startOrders({ connection: as('orders') });
    await startNotifications({ connection: as('notifications') });
    await take(sender, orders, 'tea');
    await eventually(copies, { is: ['tea'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 1 }, withinMs: 20_000 });
    // Said by the receiver when it was asked what it lacks.
    await eventually(() => sender.relay.waitingSeconds('notifications'), { is: 0 });
    await identity.flush();
    expect(heard).toEqual([]);
  });

  it('refuses whom it does not know', async () => {
    await expect(connect({ servers: [broker().address] })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers: [broker().address], user: 'orders', pass: 'guessed' })).rejects.toThrow(/authorization/i);
  });

  it('lets nobody speak in the name of another', async () => {
    const { streams } = await streamsOfNotifications();
    const [identity, speaker] = [await connectAs('identity'), await connectAs('orders')];
    await expect(jetstream(identity).publish(`tessera.notifications.orders.${TYPE}`, 'forged')).rejects.toThrow();
    await jetstream(speaker).publish(`tessera.notifications.orders.${TYPE}`, 'true');
    expect((await streams.info('tessera-notifications')).state.messages).toBe(1);
  });

  it('lets nobody confirm in the name of another', async () => {
    const [identity, receiver, hearer] = [
      await connectAs('identity'),
      await connectAs('notifications'),
      await connectAs('orders'),
    ];
    const confirmed = new Promise<string>((hear) => {
      hearer.subscribe('tessera-confirm.orders.*', { callback: (_error, message) => hear(message.string()) });
    });
    await hearer.flush();
    identity.publish('tessera-confirm.orders.notifications', 'forged');
    await identity.flush();
    receiver.publish('tessera-confirm.orders.notifications', 'true');
    expect(await confirmed).toBe('true');
  });

  it('shows nobody the stream of another, which is no source of theirs either', async () => {
    const { streams } = await streamsOfNotifications();
    const theirs = await jetstreamManager(await connectAs('identity'));
    await expect(theirs.streams.info('tessera-notifications')).rejects.toThrow('stream not found');
    await theirs.streams.add({ name: 'spy', subjects: ['tessera.notifications.>'] });
    await theirs.streams.add({ name: 'copy', sources: [{ name: 'tessera-notifications' }] }).catch(() => undefined);
    await jetstream(await connectAs('orders')).publish(`tessera.notifications.orders.${TYPE}`, 'secret');
    expect((await streams.info('tessera-notifications')).state.messages).toBe(1);
    for await (const { config, state } of theirs.streams.list()) expect([config.name, state.messages]).toEqual([config.name, 0]);
  });

  it('brings no answer of its own under the name of another', async () => {
    const { streams } = await streamsOfNotifications();
    const identity = await connectAs('identity');
    const own = await jetstreamManager(identity);
    await ensureStream(own, 'identity', LIMITS);
    await jetstream(identity).publish(`tessera.identity.identity.${TYPE}`, 'forged');
    const reply = `tessera.notifications.orders.${TYPE}`;
    identity.publish('$JS.API.CONSUMER.MSG.NEXT.tessera-identity.inbox', '{"batch":1}', { reply });
    identity.publish(`tessera.identity.identity.${TYPE}`, 'forged', { reply });
    await identity.flush();
    await eventually(async () => (await own.streams.info('tessera-identity')).state.messages, { is: 2 });
    expect((await streams.info('tessera-notifications')).state.messages).toBe(0);
  });

  it('lets all find each other, and say nothing else there', async () => {
    const [found, finder] = [await connectAs('identity', 'identity-discovery'), await connectAs('orders', 'orders-discovery')];
    found.subscribe('$SRV.PING.tessera', { callback: (_error, message) => void message.respond('here') });
    await found.flush();
    expect((await finder.request('$SRV.PING.tessera', '')).string()).toBe('here');
    await expect(finder.request(`tessera.notifications.orders.${TYPE}`, '')).rejects.toThrow(/permissions violation/i);
  });

  async function streamsOfNotifications() {
    const jsm = await jetstreamManager(await connectAs('notifications'));
    await ensureStream(jsm, 'notifications', LIMITS);
    return jsm;
  }
});

describe('a receiver', () => {
  const { orders, broker, startOrders, startNotifications, copies } = twoDatabases();

  const note = (source: string): Envelope =>
    seal(NoteTakenV1, {
      source,
      subject: newId(),
      sequence: 1,
      payload: { text: 'forged' },
      cause: { correlationId: 'a-forger' },
      time: new Date(),
    });

  it.each([
    ['says that it is from another than sent it', () => JSON.stringify(note('identity'))],
    [
      'says that it is another message than it was sent as',
      () => JSON.stringify({ ...note('orders'), type: 'orders.other-thing.v1' }),
    ],
    ['is no message', () => '{"type":'],
    ['is nothing that Postgres can keep', () => JSON.stringify({ ...note('orders'), data: { text: 'no \u0000 there' } })],
    ['has more than a message has', () => JSON.stringify({ ...note('orders'), extra: 1 })],
  ])('refuses for good what %s, and goes on', async (_what, text) => {
    const receiver = await startNotifications();
    await eventually(() => receiver.relay.state.hearing, { is: ['notifications'], withinMs: 20_000 });
    const connection = await connect({ servers: [broker().address] });
    await jetstream(connection).publish(`tessera.notifications.orders.${TYPE}`, text());
    await eventually(() => receiver.metrics.text(), { satisfies: (page) => page.includes('outcome="refused"} 1') });
    const jsm = await jetstreamManager(connection);
    await eventually(async () => (await jsm.streams.info('tessera-notifications')).state.messages, { is: 0 });
    await connection.close();
    await take(await startOrders(), orders, 'tea');
    await eventually(copies, { is: ['tea'], withinMs: 20_000 });
  });
});
