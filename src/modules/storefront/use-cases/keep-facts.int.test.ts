import { describe, expect, it } from 'vitest';
import type { Tx } from '#shared-kernel/database/database.ts';
import type { Sql } from '#shared-kernel/database/sql.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { fixedClock } from '#shared-kernel/testing/fixed-clock.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { OrderFact } from '../domain/fact.ts';
import { eraseUsers } from './erase-users.ts';
import { keepFacts } from './keep-facts.ts';

const db = testDatabase('storefront');
const keep = keepFacts();
const erase = eraseUsers({ clock: fixedClock() });
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.transaction({ correlationId: newId() }, work);

function anOrderOf(userId: string): OrderFact {
  const body = { number: 'T-1', total: { amountMinor: 5, currency: 'EUR' }, lines: [] };
  return { kind: 'order_placed', subject: newId(), sequence: 1, userId, at: new Date(), body };
}

async function keptOf(userId: string): Promise<number> {
  const [row] = await db.admin.sql<{ kept: number }>`
    select (select count(*) from storefront.facts where user_id = ${userId})
      + (select count(*) from storefront.orders where user_id = ${userId}) as kept`;
  return row?.kept ?? -1;
}

describe('keeping what was told', () => {
  it.each([1, 100])('takes three statements for a batch of %i, and two where all of it is known', async (size) => {
    const facts = Array.from({ length: size }, () => anOrderOf(newId()));
    expect(await statementsOf((tx) => keep(tx, facts))).toBe(3);
    expect(await statementsOf((tx) => keep(tx, facts))).toBe(2);
    expect(await statementsOf((tx) => keep(tx, []))).toBe(0);
  });

  it('is refused for a user who was erased, and for nobody else in the batch', async () => {
    const [gone, other] = [newId(), newId()];
    await run((tx) => erase(tx, [gone]));
    await run((tx) => keep(tx, [anOrderOf(gone), anOrderOf(other)]));
    expect([await keptOf(gone), await keptOf(other)]).toEqual([0, 2]);
  });
});

describe('an erasure on one connection while another keeps a fact of the user', () => {
  it('waits for it and removes it, where it came second', async () => {
    const userId = newId();
    await secondWaitsForFirst(
      (tx) => keep(tx, [anOrderOf(userId)]),
      (tx) => erase(tx, [userId]),
    );
    expect(await keptOf(userId)).toBe(0);
  });

  it('keeps it out, where it came first', async () => {
    const userId = newId();
    await secondWaitsForFirst(
      (tx) => erase(tx, [userId]),
      (tx) => keep(tx, [anOrderOf(userId)]),
    );
    expect(await keptOf(userId)).toBe(0);
  });
});

/** Begins `second` when `first` has done its work and not committed yet; fails where it does not wait. */
async function secondWaitsForFirst(first: (tx: Tx) => Promise<void>, second: (tx: Tx) => Promise<void>): Promise<void> {
  const [worked, mayCommit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const one = run(async (tx) => {
    await first(tx);
    worked.resolve();
    await mayCommit.promise;
  });
  await worked.promise;
  const other = run(second);
  const waiting = () => db.admin.sql`select 1 from pg_locks where not granted`;
  await eventually(waiting, { satisfies: (locks) => locks.length > 0 });
  mayCommit.resolve();
  await Promise.all([one, other]);
}

async function statementsOf(work: (tx: Tx) => Promise<void>): Promise<number> {
  let statements = 0;
  await run(async (tx) => {
    const sql: Sql = (strings, ...values) => {
      statements += 1;
      return tx.sql(strings, ...values);
    };
    await work({ ...tx, sql });
  });
  return statements;
}
