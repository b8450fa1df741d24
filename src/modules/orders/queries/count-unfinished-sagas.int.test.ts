import { expect, it } from 'vitest';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { countUnfinishedSagas } from './count-unfinished-sagas.ts';

const { database, admin } = testDatabase('orders');

it('sagas are counted by kind and phase, without a look at those that have ended', async () => {
  await admin.run(`
    insert into orders.orders (id, number, access_key_hash, customer_email, customer_name, shipping_address, currency, lines,
      total_minor, status, created_at, updated_at)
    select md5(n::text)::uuid, 'T-' || n, 'hash', 'ada@example.com', 'Ada', '{}', 'EUR', '[]', 1, 'pending', now(), now()
    from generate_series(1, 2000) n;
    insert into orders.sagas (order_id, saga, phase, state, started_at, updated_at)
    select md5(n::text)::uuid, case when n > 5 then 'place-order' else 'cancel-order' end,
      case when n in (1, 2, 6) then 'stuck' when n = 3 then 'forward' when n between 7 and 9 then 'undoing' else 'done' end,
      '{}', now(), now()
    from generate_series(1, 2000) n;
    analyze orders.sagas`);
  const counted = await database.read(countUnfinishedSagas);
  expect(counted.toSorted((a, b) => (a.saga + a.phase < b.saga + b.phase ? -1 : 1))).toEqual([
    { saga: 'cancel-order', phase: 'forward', count: 1 },
    { saga: 'cancel-order', phase: 'stuck', count: 2 },
    { saga: 'place-order', phase: 'stuck', count: 1 },
    { saga: 'place-order', phase: 'undoing', count: 3 },
  ]);
  const plan = await admin.sql<Record<string, string>>`
    explain select saga, phase, count(*)::int as count from orders.sagas
    where phase in ('forward', 'undoing', 'stuck') group by saga, phase`;
  expect(plan.flatMap((line) => Object.values(line)).join('\n')).toContain('sagas_unfinished');
});
