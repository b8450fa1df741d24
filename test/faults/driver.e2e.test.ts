import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommitUnknown, DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { silentLog } from '#shared-kernel/testing/silent-log.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { Messaging } from '../../src/bootstrap/messaging/messaging.ts';
import { NoteTakenV1 } from '../../src/bootstrap/messaging/testing/test-bus.ts';
import { startTcpProxy, type TcpProxy } from './support/tcp-proxy.ts';

const test = testDatabase('orders');
const cause = { correlationId: 'a-request' };
let proxy: TcpProxy;
let database: PostgresDatabase;

beforeAll(async () => {
  await test.admin.run(`
    create table orders.pages (id uuid not null, half int not null, text text not null);
    grant select, insert on orders.pages to orders`);
});
beforeEach(async () => {
  await test.admin.run('truncate orders.pages');
  proxy = await startTcpProxy(test.url);
  database = new PostgresDatabase({
    ...DEFAULT_POOL,
    transactionTimeoutMs: 1_000,
    connectTimeoutMs: 300,
    url: proxy.url,
    applicationName: 'test:orders',
    role: 'orders',
    searchPath: 'orders',
    acquireTimeoutMs: 10_000,
    maxWaiting: 1_000,
  });
});
afterEach(async () => {
  await database.close();
  await proxy.close();
});

const PAGE = 'x'.repeat(64 * 1024);
const write = (id: string, half = 1, text = 'page') =>
  database.transaction(cause, (tx) => tx.sql`insert into orders.pages (id, half, text) values (${id}, ${half}, ${text})`);
const pages = () => test.admin.sql<{ id: string; halves: number }>`select id, count(*) as halves from orders.pages group by id`;

describe('a connection that', () => {
  it.each(['fin', 'reset', 'silence'] as const)(
    'meets a %s while it is opened is refused soon, and the pool recovers',
    async (what) => {
      proxy.onConnect(what);
      await expect(write(newId())).rejects.toThrow(DatabaseUnavailable);
      expect(proxy.struck).toBeGreaterThan(0);
      proxy.onConnect('pass');
      await write(newId());
      expect(await pages()).toHaveLength(1);
    },
  );

  it('goes silent in the middle of a transaction is given up, nothing of it is kept, and the pool recovers', async () => {
    const half = database.transaction(cause, async (tx) => {
      await tx.sql`insert into orders.pages (id, half, text) values (${newId()}, 1, 'page')`;
      proxy.goSilent();
      await tx.sql`select 1`;
    });
    await expect(half).rejects.toThrow(DatabaseUnavailable);
    await write(newId());
    expect(await pages()).toHaveLength(1);
  });

  it('is lent to work that never ends comes back after the time of a transaction', async () => {
    const forever = () => database.transaction(cause, () => new Promise<never>(() => undefined));
    const ends = await Promise.allSettled(Array.from({ length: DEFAULT_POOL.size }, forever));
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseUnavailable) });
    await write(newId());
  });

  it('loses the answer to its COMMIT says that it does not know, and the change is there', async () => {
    const id = newId();
    proxy.loseCommitAnswer(id);
    await expect(write(id)).rejects.toThrow(CommitUnknown);
    expect(proxy.struck).toBe(1);
    expect(await pages()).toEqual([{ id, halves: 1 }]);
  });
});

describe('two hundred transactions with rows of 64 KB at the same time', () => {
  it('are each whole or not at all while backends are killed under them', async () => {
    const ids = Array.from({ length: 200 }, () => newId());
    let ended = 0;
    let killed = 0;
    const both = ids.map((id) =>
      database
        .transaction(cause, async (tx) => {
          for (const half of [1, 2]) await tx.sql`insert into orders.pages (id, half, text) values (${id}, ${half}, ${PAGE})`;
        })
        .finally(() => {
          ended += 1;
        }),
    );
    const results = Promise.allSettled(both);
    while (ended < ids.length) {
      const victims = await test.admin.sql<{ gone: boolean }>`
        select pg_terminate_backend(pid) as gone from pg_stat_activity
        where datname = current_database() and application_name = 'test:orders' and state <> 'idle' limit 1`;
      killed += victims.length;
    }
    expect(killed).toBeGreaterThan(0);
    const kept = await pages();
    expect(kept.filter(({ halves }) => halves !== 2)).toEqual([]);
    const there = ids.filter((id) => kept.some((page) => page.id === id));
    const outcomes = await results;
    const told = ids.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(
      told.filter((id) => !there.includes(id)),
      'confirmed, and not there',
    ).toEqual([]);
    const unknown = ids.filter((_, index) => rejectedWith(outcomes[index], CommitUnknown));
    expect(
      there.filter((id) => !told.includes(id) && !unknown.includes(id)),
      'refused, and there',
    ).toEqual([]);
    await write(newId());
  });
});

describe('a bus whose connections all go silent', { timeout: 60_000 }, () => {
  it('notices by itself, opens others, and delivers what was said meanwhile', async () => {
    const heard: string[] = [];
    const listen = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      handle: async (_, { payload }) => heard.push(payload.text),
    });
    const bus = new Messaging({
      url: proxy.url,
      log: silentLog,
      pollMs: 100,
      monitorSeconds: 1,
      statementTimeoutMs: 1_000,
    });
    try {
      await bus.open([{ name: 'orders', database, runtime: { subscriptions: [listen] } }]);
      await bus.deliver();
      proxy.goSilent();
      const say = () =>
        database.transaction(cause, async (tx) =>
          bus.busOf('orders').publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text: 'hello' } }),
        );
      await eventually(say, { is: undefined, withinMs: 20_000 });
      await eventually(() => heard, { is: ['hello'], withinMs: 20_000 });
    } finally {
      await bus.stop(1_000);
    }
  });
});

function rejectedWith(outcome: PromiseSettledResult<unknown> | undefined, kind: typeof CommitUnknown): boolean {
  return outcome?.status === 'rejected' && outcome.reason instanceof kind;
}
