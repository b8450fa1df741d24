import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { z } from 'zod';
import type { Database } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { Log } from '#shared-kernel/log.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { defineSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { type TestDatabase, testDatabase } from '#shared-kernel/testing/test-database.ts';
import { busDatabase } from '../../../src/bootstrap/messaging/bus-database.ts';
import { Messaging } from '../../../src/bootstrap/messaging/messaging.ts';
import { relayQueue } from '../../../src/bootstrap/messaging/relay-queues.ts';
import { seldom } from '../../../src/bootstrap/messaging/seldom.ts';
import { Metrics } from '../../../src/bootstrap/metrics/registry.ts';
import type { BrokerConnection } from '../../../src/bootstrap/relay/broker.ts';
import { openRelay, type Relay } from '../../../src/bootstrap/relay/relay.ts';
import { type NatsServer, type NatsServerOptions, startNatsServer } from '../../support/nats-server.ts';

export const NoteTakenV1 = defineEvent('orders.note-taken.v1', z.strictObject({ text: z.string() }));
export const QUEUE = relayQueue('orders', 'notifications');
export const COPY = 'notifications.copy-on-note-taken';

/** A process with one module, on a database that the other module cannot reach. */
export interface Side {
  readonly messaging: Messaging;
  readonly relay: Relay;
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

export interface SideOptions {
  readonly subscriptions?: readonly Subscription[];
  readonly connection?: Partial<BrokerConnection>;
  readonly log?: Log;
  readonly maxBytes?: number;
  /** Instead of the module's own, to hold it up. */
  readonly database?: Database;
  /** False never compares. Default true. */
  readonly compares?: boolean;
}

const EAGER = { askAfterSeconds: 0.3, everyMs: 50, walkEveryMs: 50 };
const NEVER = { askAfterSeconds: 86_400, everyMs: 3_600_000, walkEveryMs: 3_600_000 };

/** Orders in one database, which take notes; notifications in another, which copy them; and a broker between. */
export function twoDatabases(serverOptions: NatsServerOptions = {}) {
  const orders = testDatabase('orders');
  const notifications = testDatabase('notifications');
  const running: Side[] = [];
  let server: NatsServer | undefined;
  const broker = () => {
    if (!server) throw new Error('the broker exists only within hooks and tests');
    return server;
  };
  beforeAll(() =>
    notifications.admin.run(`
      create table notifications.effects (id bigint generated always as identity primary key, text text not null);
      grant select, insert, delete on notifications.effects to notifications`),
  );
  beforeEach(async () => {
    server = await startNatsServer(serverOptions);
    await orders.admin.run('delete from pgboss.job');
    await notifications.admin.run('delete from pgboss.job; truncate notifications.effects, notifications.inbox');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((side) => side.stop()));
    await server?.stop();
  });
  afterAll(() => server?.stop());
  const start = async (module: 'orders' | 'notifications', options: SideOptions = {}) => {
    const side = await startSide(module, module === 'orders' ? orders : notifications, broker().address, options);
    running.push(side);
    return side;
  };
  return {
    orders,
    notifications,
    broker,
    startOrders: (options: SideOptions = {}) => start('orders', options),
    startNotifications: (options: SideOptions = {}) => start('notifications', { subscriptions: [copyNotes()], ...options }),
    copies: async () => {
      const rows = await notifications.admin.sql<{ text: string }>`select text from notifications.effects order by text, id`;
      return rows.map(({ text }) => text);
    },
    /** How many messages of the outbox are in which state. */
    outbox: async () => {
      const rows = await orders.admin.sql<{ state: string; count: number }>`
        select state::text, count(*)::int as count from pgboss.job where name = ${QUEUE} group by state`;
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
  };
}

async function startSide(module: string, test: TestDatabase, address: string, options: SideOptions): Promise<Side> {
  const { subscriptions = [], log = silentLog, maxBytes = 8_388_608, compares = true } = options;
  const database = options.database ?? test.database;
  const other = module === 'orders' ? 'notifications' : 'orders';
  const messaging = new Messaging({ url: test.url, log, pollMs: 100, monitorSeconds: 1 });
  const bus = busDatabase(test.url);
  await messaging.open([{ name: module, database, runtime: { subscriptions } }], {
    neighbours: [],
    remote: [{ name: other, hears: other === 'notifications' ? [NoteTakenV1] : [], receives: [] }],
  });
  const metrics = new Metrics();
  const relay = openRelay({
    connection: { servers: [address], ...options.connection },
    limits: { maxBytes, replicas: 1 },
    process: module,
    boss: messaging.boss,
    database: bus,
    modules: [{ name: module, database, subscriptions }],
    remote: [other],
    ring: (queues) => messaging.ring(queues),
    log,
    complain: seldom(log),
    metrics,
    pace: compares ? EAGER : NEVER,
  });
  messaging.host(relay.workers);
  await messaging.deliver();
  await relay.start();
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    messaging.drain();
    relay.drain();
    await relay.stop(5_000);
    await messaging.stop(5_000);
    await bus.close();
  };
  return { messaging, relay, metrics, stop: () => (stopping ??= stop()) };
}

/** Notes, in one transaction. */
export function take({ messaging }: Side, orders: TestDatabase, ...texts: readonly string[]): Promise<void> {
  const events = messaging.busOf('orders');
  return orders.database.transaction({ correlationId: 'a-request' }, async (tx) => {
    for (const text of texts) events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text } });
  });
}

/** Writes down what was noted. */
export function copyNotes(name = COPY): Subscription {
  return defineSubscription({
    name,
    on: NoteTakenV1,
    handle: (tx, { payload }) => tx.sql`insert into effects (text) values (${payload.text})`,
  });
}
