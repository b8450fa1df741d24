import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { Messaging } from '../../src/bootstrap/messaging/messaging.ts';
import { NoteTakenV1 } from '../../src/bootstrap/messaging/testing/test-bus.ts';
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts';

const test = testDatabase('orders');
const NEVER_POLLS = 3_600_000;
const heard: string[] = [];
const running: Messaging[] = [];
let proxy: TcpProxy;

const hear = defineSubscription({
  name: 'orders.copy-on-note-taken',
  on: NoteTakenV1,
  handle: async (_, { payload }) => heard.push(payload.text),
});

beforeEach(async () => {
  heard.length = 0;
  proxy = await startTcpProxy(test.url);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((bus) => bus.stop(1_000)));
  await proxy.close();
});

interface Start {
  readonly url: string;
  readonly pollMs: number;
  readonly handles: boolean;
}

async function startBus({ url, pollMs, handles }: Start): Promise<Messaging> {
  const bus = new Messaging({ url, log: silentLog, pollMs, handles, monitorSeconds: 1, statementTimeoutMs: 500 });
  running.push(bus);
  await bus.open([{ name: 'orders', database: test.database, runtime: { subscriptions: [hear] } }]);
  await bus.deliver();
  return bus;
}

/** What is said by a process that does not handle it itself. */
async function say(speaker: Messaging, text: string): Promise<void> {
  await test.database.transaction({ correlationId: newId() }, async (tx) =>
    speaker.busOf('orders').publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text } }),
  );
}

describe('a process whose connection that listens is gone', { timeout: 60_000 }, () => {
  it('because its backend was ended opens another, and is woken again', async () => {
    const listener = await startBus({ url: test.url, pollMs: NEVER_POLLS, handles: true });
    const [before] = await listeners();
    const speaker = await startBus({ url: test.url, pollMs: NEVER_POLLS, handles: false });
    await test.admin.run('select pg_terminate_backend($1)', [before]);
    await eventually(listeners, { satisfies: (pids) => pids.length === 2 && !pids.includes(before ?? 0), withinMs: 10_000 });
    expect(listener.state.listening).toBe(true);
    await say(speaker, 'hello');
    await eventually(() => heard, { is: ['hello'], withinMs: 5_000 });
  });

  it('because it fell silent hears of messages by its poll, finds out, and listens on another', async () => {
    const listener = await startBus({ url: proxy.url, pollMs: 500, handles: true });
    const [before] = await listeners();
    const speaker = await startBus({ url: test.url, pollMs: NEVER_POLLS, handles: false });
    expect(proxy.silenceListeners()).toBe(1);
    await say(speaker, 'unheard');
    await eventually(() => heard, { is: ['unheard'], withinMs: 5_000 });
    await eventually(() => listener.state.listening, { is: false, withinMs: 20_000 });
    await eventually(() => listener.state.listening, { is: true, withinMs: 20_000 });
    const others = (await listeners()).filter((pid) => pid !== before);
    expect(others, 'the speaker and the one that came back').toHaveLength(2);
  });
});

async function listeners(): Promise<readonly number[]> {
  const rows = await test.admin.sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and query = 'listen tessera_doorbell' order by backend_start`;
  return rows.map(({ pid }) => pid);
}
