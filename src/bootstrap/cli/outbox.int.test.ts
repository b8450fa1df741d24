import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PgBoss } from 'pg-boss';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SessionPool } from '#shared-kernel/database/session-pool.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { type Envelope, seal } from '#shared-kernel/messaging/envelope.ts';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { bossDatabase } from '../messaging/boss-database.ts';
import { jobId } from '../messaging/outbox.ts';
import { ensureRelayQueues } from '../messaging/queues.ts';
import { relayJob, relayQueue } from '../messaging/relay-queues.ts';
import { modules } from '../modules.ts';
import { tessera } from './testing/tessera.ts';

const shop = clonedDatabase(async () => pool?.close());
const notifications = clonedDatabase();
const QUEUE = relayQueue('orders', 'notifications');
const HEARD = defineEvent('orders.order-confirmed.v1', z.strictObject({}));
const NOT_HEARD = defineEvent('orders.order-imagined.v1', z.strictObject({}));

let pool: SessionPool | undefined;
let topology = '';
const cli = () => tessera({ TESSERA_TOPOLOGY: topology, DATABASE_URL: shop.url, NOTIFICATIONS_DATABASE_URL: notifications.url });

beforeAll(async () => {
  topology = join(await mkdtemp(join(tmpdir(), 'tessera-topology-')), 'two.json');
  const rest = modules.map(({ name }) => name).filter((name) => name !== 'notifications');
  const parts = {
    processes: {
      shop: { gateway: true, modules: rest, address: '127.0.0.1:3000' },
      notifications: { modules: ['notifications'], address: '127.0.0.1:3107' },
    },
    databases: {
      shop: { url: 'DATABASE_URL', modules: [...rest, 'gateway'] },
      notifications: { url: 'NOTIFICATIONS_DATABASE_URL', modules: ['notifications'] },
    },
    broker: {},
  };
  await writeFile(topology, JSON.stringify(parts));
});

beforeEach(() => shop.admin.run('delete from pgboss.job'));

describe('the outboxes of a shop in two databases', { timeout: 180_000 }, () => {
  it('are listed: what is not sent, not confirmed, and kept', async () => {
    const [, second, third] = await say(QUEUE, 3);
    await become('active', [second]);
    await become('completed', [third]);
    await shop.admin.run(
      "update pgboss.job set created_on = now() - interval '2 minutes', start_after = now() - interval '2 minutes'",
    );
    const { exitCode, body } = await cli().json('outbox', 'list');
    const { outboxes } = z.object({ outboxes: z.array(z.looseObject({ oldestSeconds: z.number().nullable() })) }).parse(body);
    const counts = { unsent: 1, unconfirmed: 1, deferred: 0, kept: 1 };
    expect(outboxes).toContainEqual({ from: 'orders', to: 'notifications', ...counts, oldestSeconds: expect.any(Number) });
    // What waits for so long is a finding.
    expect(exitCode).toBe(1);
  });

  it('are sent again from a time on, as often as one likes', async () => {
    const [old, recent, sent] = await say(QUEUE, 3);
    await become('completed', [old, recent]);
    await become('active', [sent]);
    await shop.admin.sql`update pgboss.job set created_on = now() - interval '1 day' where id = ${jobId(QUEUE, old?.id ?? '')}`;
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const replayed = await cli().run('outbox', 'replay', '--since', since, '--to', 'notifications', '--from', 'orders');
    expect(replayed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 message sent again') });
    expect(await states()).toEqual({ [old?.id ?? '']: 'completed', [recent?.id ?? '']: 'retry', [sent?.id ?? '']: 'active' });
    const again = await cli().json('outbox', 'replay', '--since', since);
    expect(again).toMatchObject({ exitCode: 0, body: { replayed: 0 } });
  });

  it('take up what a receiver hears now and did not then, from whichever queue still has it', async () => {
    const [heard] = await say(relayQueue('orders', 'payments'), 1);
    await say(relayQueue('orders', 'payments'), 1, NOT_HEARD);
    await become('completed', [heard]);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const replayed = await cli().json('outbox', 'replay', '--since', since, '--to', 'notifications');
    expect(replayed).toMatchObject({ exitCode: 0, body: { replayed: 1 } });
    const rows = await shop.admin.sql`
      select id, group_id as message, state::text, data ->> 'type' as type from pgboss.job where name = ${QUEUE}`;
    expect(rows).toEqual([{ id: jobId(QUEUE, heard?.id ?? ''), message: heard?.id, state: 'created', type: HEARD.type }]);
  });

  it('are not there between modules of one database, which is said', async () => {
    const since = new Date().toISOString();
    expect(await cli().run('outbox', 'replay', '--since', since, '--to', 'payments', '--from', 'orders')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('all of these modules are in one database'),
    });
  });
});

async function say(queue: string, count: number, contract = HEARD): Promise<readonly Envelope[]> {
  pool ??= new SessionPool({
    ...{ url: shop.url, applicationName: 'test:bus', role: 'bus', searchPath: 'pgboss', writesOutsideTransactions: true },
    ...{ statementTimeoutMs: 20_000, lockTimeoutMs: 20_000, size: 1, acquireTimeoutMs: 20_000, maxWaiting: 10 },
  });
  const boss = new PgBoss({ db: bossDatabase(pool), migrate: false, createSchema: false, supervise: false, schedule: false });
  await boss.start();
  await ensureRelayQueues(boss, [{ name: 'orders' }], [{ name: 'notifications' }, { name: 'payments' }]);
  const envelopes = Array.from({ length: count }, () =>
    seal(contract, {
      ...{ source: 'orders', subject: newId(), sequence: 1, payload: {} },
      ...{ cause: { correlationId: 'a-request' }, time: new Date() },
    }),
  );
  await boss.insert(
    queue,
    envelopes.map((data) => ({ id: jobId(queue, data.id), data, ...relayJob(data.id) })),
  );
  await boss.stop({ graceful: false, close: false });
  return envelopes;
}

function become(state: 'active' | 'completed', envelopes: readonly (Envelope | undefined)[]) {
  const ids = envelopes.flatMap((envelope) => envelope?.id ?? []);
  return shop.admin.sql`
    update pgboss.job set state = ${state}::pgboss.job_state, started_on = now(),
      completed_on = case when ${state} = 'completed' then now() end
    where group_id = any(${ids})`;
}

async function states() {
  const rows = await shop.admin.sql<{ message: string; state: string }>`
    select group_id as message, state::text from pgboss.job where name = ${QUEUE}`;
  return Object.fromEntries(rows.map(({ message, state }) => [message, state]));
}
