import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { busDatabase } from '../../../src/bootstrap/messaging/bus-database.ts';
import { replay } from '../../../src/bootstrap/relay/replay.ts';
import { COPY, copyNotes, NoteTakenV1, type Side, take, twoDatabases } from './two-databases.ts';

const { orders, notifications, broker, startOrders, startNotifications, copies, outbox } = twoDatabases();

describe('the broker', () => {
  it('is away: nothing is claimed, and all is sent when it is back', async () => {
    const sender = await startOrders();
    const receiver = await startNotifications();
    await take(sender, orders, 'before');
    await eventually(copies, { is: ['before'], withinMs: 20_000 });
    await broker().kill();
    await eventually(() => sender.relay.state.connected, { is: false });
    await take(sender, orders, 'during', 'meanwhile');
    expect(await outbox()).toMatchObject({ created: 2 });
    expect(receiver.relay.state).toEqual({ connected: false, hearing: [] });
    await broker().start();
    await eventually(copies, { is: ['before', 'during', 'meanwhile'], withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 3 }, withinMs: 20_000 });
  });

  it('has lost everything that it had on its disk: what was on its way is sent again', async () => {
    const sender = await sentToNobody('tea', 'cups');
    await broker().kill();
    await broker().wipe();
    await broker().start();
    await startNotifications();
    await eventually(copies, { is: ['cups', 'tea'], withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 2 }, withinMs: 20_000 });
    expect(sender.metrics.text()).toContain('outcome="repaired"} 2');
  });

  it('has lost the stream of a module, with what was in it', async () => {
    const sender = await sentToNobody('tea', 'cups');
    await deleteStream();
    await startNotifications();
    await eventually(copies, { is: ['cups', 'tea'], withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 2 }, withinMs: 20_000 });
    expect(sender.metrics.text()).toContain('outcome="repaired"} 2');
  });

  it('loses the stream of a module at work, which makes it again', async () => {
    const sender = await startOrders();
    await startNotifications();
    await take(sender, orders, 'before');
    await eventually(copies, { is: ['before'], withinMs: 20_000 });
    await deleteStream();
    await take(sender, orders, 'zest');
    await eventually(copies, { is: ['before', 'zest'], withinMs: 30_000 });
  });

  it('is full: the rest waits with its sender until the receiver has made room', async () => {
    const receiver = await startNotifications({ maxBytes: 1_048_576 });
    await eventually(() => receiver.relay.state.hearing, { is: ['notifications'], withinMs: 20_000 });
    await receiver.stop();
    const sender = await startOrders();
    const texts = Array.from({ length: 30 }, (_, index) => `${String(index).padStart(2, '0')} ${'long '.repeat(20_000)}`);
    for (const text of texts) await take(sender, orders, text);
    await eventually(() => sender.metrics.text(), { satisfies: (text) => text.includes('outcome="refused"'), withinMs: 20_000 });
    const waiting = await eventually(outbox, {
      satisfies: ({ active = 0, created = 0 }) => active + created === 30 && active < 12,
    });
    expect(waiting.created).toBeGreaterThan(0);
    await startNotifications({ maxBytes: 1_048_576 });
    await eventually(async () => (await copies()).length, { is: 30, withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 30 }, withinMs: 20_000 });
  });

  async function sentToNobody(...texts: readonly string[]): Promise<Side> {
    const receiver = await startNotifications();
    await eventually(() => receiver.relay.state.hearing, { is: ['notifications'], withinMs: 20_000 });
    await receiver.stop();
    const sender = await startOrders();
    await take(sender, orders, ...texts);
    await eventually(outbox, { is: { active: texts.length } });
    return sender;
  }

  async function deleteStream(): Promise<void> {
    const connection = await connect({ servers: [broker().address] });
    await (await jetstreamManager(connection)).streams.delete('tessera-notifications');
    await connection.close();
  }
});

describe('a message that no broker takes', () => {
  it('is kept and shown, and holds up no other', async () => {
    const sender = await startOrders();
    await startNotifications();
    await take(sender, orders, 'long '.repeat(250_000), 'tea');
    await eventually(copies, { is: ['tea'], withinMs: 20_000 });
    await eventually(outbox, { satisfies: ({ completed, active = 0, retry = 0 }) => completed === 1 && active + retry === 1 });
    const late = /tessera_outbox_unconfirmed_seconds\{from="orders",to="notifications"\} [1-9]/;
    await eventually(() => sender.metrics.text(), { satisfies: (text) => late.test(text), withinMs: 20_000 });
  });
});

describe('the receiver', () => {
  it('was set back to an earlier time: what it has forgotten is sent again', async () => {
    const sender = await startOrders();
    const receiver = await startNotifications();
    await take(sender, orders, 'kept');
    await eventually(outbox, { is: { completed: 1 }, withinMs: 20_000 });
    await take(sender, orders, 'lost', 'gone');
    await eventually(copies, { is: ['gone', 'kept', 'lost'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 3 } });
    await receiver.stop();
    await forget('lost', 'gone');
    expect(await copies()).toEqual(['kept']);
    await startNotifications();
    await eventually(copies, { is: ['gone', 'kept', 'lost'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 3 } });
    expect(sender.metrics.text()).toContain('outcome="repaired"} 2');
  });

  it('has a new subscription, which catches up with what is kept', async () => {
    const sender = await startOrders();
    const receiver = await startNotifications();
    await take(sender, orders, 'tea', 'cups');
    await eventually(outbox, { is: { completed: 2 }, withinMs: 20_000 });
    await eventually(copies, { is: ['cups', 'tea'] });
    await receiver.stop();
    await startNotifications({ subscriptions: [copyNotes(), copyNotes('notifications.copy-again-on-note-taken')] });
    await eventually(copies, { is: ['cups', 'cups', 'tea', 'tea'], withinMs: 20_000 });
  });

  it('is told again what somebody asks for, who cannot wait until it is missed', async () => {
    const sender = await startOrders({ compares: false });
    await startNotifications();
    await take(sender, orders, 'tea', 'cups');
    await eventually(copies, { is: ['cups', 'tea'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 2 } });
    await forget('tea');
    const database = busDatabase(orders.url, 1);
    const route = { from: 'orders', to: 'notifications', types: [NoteTakenV1.type] };
    const replayed = await replay({ database, messaging: sender.messaging, progress: () => undefined }, route, new Date(0));
    await database.close();
    expect(replayed).toBe(2);
    await eventually(copies, { is: ['cups', 'tea'], withinMs: 20_000 });
    await eventually(outbox, { is: { completed: 2 }, withinMs: 20_000 });
  });

  it('cannot write for a while, and loses nothing', async () => {
    const sender = await startOrders();
    let away = true;
    const { database } = notifications;
    const receiver = await startNotifications({
      database: {
        read: (work) => database.read(work),
        transaction: (cause, work) => {
          if (away) return Promise.reject(new DatabaseUnavailable('away'));
          return database.transaction(cause, work);
        },
      },
    });
    await take(sender, orders, 'tea');
    await eventually(() => receiver.metrics.text(), { satisfies: (text) => text.includes('outcome="failed"'), withinMs: 20_000 });
    away = false;
    await eventually(copies, { is: ['tea'], withinMs: 30_000 });
    await eventually(outbox, { is: { completed: 1 }, withinMs: 20_000 });
  });

  /** As a backup does from before they arrived. */
  async function forget(...texts: readonly string[]): Promise<void> {
    await notifications.admin.sql`delete from notifications.effects where text = any(${texts})`;
    await notifications.admin.sql`
      delete from notifications.inbox where subscription = ${COPY} and message_id in (
        select (data ->> 'id')::uuid from pgboss.job where name = ${COPY} and data -> 'data' ->> 'text' = any(${texts}))`;
    await notifications.admin.sql`delete from pgboss.job where name = ${COPY} and data -> 'data' ->> 'text' = any(${texts})`;
  }
});
