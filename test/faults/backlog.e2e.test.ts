import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { defineBatchSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { busStarter, NoteTakenV1, type TestBus } from '../../src/bootstrap/messaging/testing/test-bus.ts';

const test = testDatabase('orders');
const startBus = busStarter(test);
const QUEUE = 'orders.copy-on-note-taken';
const CLAIM = 100;

let handled = 0;
const count = defineBatchSubscription({
  name: QUEUE,
  on: NoteTakenV1,
  delivery: { batchSize: CLAIM },
  async handleMany(_, messages) {
    handled += messages.length;
  },
});

// Ahead of the search for personal data, which would read a million times the same.
afterAll(() => test.admin.run('truncate pgboss.job'));

describe('a backlog of a million messages', { timeout: 240_000 }, () => {
  it('is claimed from with the work that a thousand take, and shrinks', async () => {
    const speaker = await startBus({ subscriptions: [count], pollMs: 60_000, handles: false });
    await test.database.transaction({ correlationId: newId() }, async (tx) => {
      speaker.events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload: { text: 'hello' } });
    });
    await pileUp(1_000);
    const small = await pagesOfClaim(speaker);
    for (let pile = 0; pile < 10; pile += 1) await pileUp(100_000);
    const large = await pagesOfClaim(speaker);
    expect(large, `pages that a claim of ${CLAIM} touches; it was ${small} with a thousand`).toBeLessThan(small * 3);
    const waiting = await waitingMessages();
    expect(waiting).toBeGreaterThan(1_000_000);
    await startBus({ subscriptions: [count] });
    await eventually(() => handled, { satisfies: (sofar) => sofar >= 5_000, withinMs: 60_000 });
    expect(await waitingMessages()).toBeLessThanOrEqual(waiting - 5_000);
  });
});

/** As many copies of the message that lies in the queue, each with an id of its own. */
async function pileUp(copies: number): Promise<void> {
  const columns = await test.admin.sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_schema = 'pgboss' and table_name = 'job' and column_name not in ('id', 'data') and is_generated = 'NEVER'`;
  const rest = columns.map(({ name }) => name).join(', ');
  await test.admin.run(
    `insert into pgboss.job (id, data, ${rest})
     select copy, jsonb_set(data, '{id}', to_jsonb(copy)), ${rest}
     from (select * from pgboss.job where name = '${QUEUE}' and state = 'created' limit 1) as one,
       (select gen_random_uuid() as copy from generate_series(1, $1::int)) as copies`,
    [copies],
  );
}

const Plan = z.array(
  z.object({
    'QUERY PLAN': z.array(z.object({ Plan: z.object({ 'Shared Hit Blocks': z.int(), 'Shared Read Blocks': z.int() }) })),
  }),
);

/** Claims once, and counts the pages of tables and indexes that Postgres touched for it. */
async function pagesOfClaim({ messaging: { boss } }: TestBus): Promise<number> {
  let pages = 0;
  const executeSql = async (text: string, values: readonly unknown[] = []) => {
    const { rows } = await test.admin.run(`explain (analyze, buffers, format json) ${text}`, values);
    const plan = Plan.parse(rows)[0]?.['QUERY PLAN'][0]?.Plan;
    pages = (plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0);
    return { rows: [] };
  };
  await boss.fetch(QUEUE, { batchSize: CLAIM, db: { executeSql } });
  expect(pages).toBeGreaterThan(0);
  return pages;
}

async function waitingMessages(): Promise<number> {
  const [row] = await test.admin.sql<{ waiting: number }>`
    select count(*) as waiting from pgboss.job where name = ${QUEUE} and state = 'created'`;
  return row?.waiting ?? 0;
}
