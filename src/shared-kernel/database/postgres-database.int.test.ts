import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clonedDatabase } from '../testing/cloned-database.ts';
import type { Tx } from './database.ts';
import { CommitUnknown, DatabaseUnavailable } from './failures.ts';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database.ts';

const CAUSE = { correlationId: 'test' };
const cloned = clonedDatabase();
const { admin } = cloned;

beforeAll(async () => {
  await admin.run(`
    create table probes (pair text not null, half integer not null, primary key (pair, half));
    create table parents (id integer primary key deferrable initially deferred);
    create table levels (id integer primary key, level integer not null);
    insert into levels values (1, 0)`);
});

function open(options: Partial<PostgresDatabaseOptions> = {}): PostgresDatabase {
  const database = new PostgresDatabase({
    url: cloned.url,
    applicationName: 'probe',
    size: 4,
    acquireTimeoutMs: 5_000,
    maxWaiting: 10_000,
    statementTimeoutMs: 5_000,
    lockTimeoutMs: 5_000,
    transactionTimeoutMs: 5_000,
    ...options,
  });
  onTestFinished(() => database.close());
  return database;
}

const insertHalf = (tx: Tx, pair: string, half: number) => tx.sql`insert into probes values (${pair}, ${half})`;
const halvesOf = async (pair: string) => (await admin.sql`select half from probes where pair = ${pair}`).length;
const killSelf = (tx: Tx) => tx.sql`select pg_terminate_backend(pg_backend_pid())`;

describe('a transaction', () => {
  it('commits what it wrote, and then tells those who wait for the commit', async () => {
    const told: string[] = [];
    await open().transaction(CAUSE, async (tx) => {
      tx.afterCommit(() => told.push('after'));
      tx.beforeCommit(async () => void told.push('before'));
      await insertHalf(tx, 'kept', 1);
    });
    expect(told).toEqual(['before', 'after']);
    expect(await halvesOf('kept')).toBe(1);
  });

  it('keeps nothing where its work, or what runs before the commit, throws', async () => {
    const told: string[] = [];
    const database = open();
    const failing = database.transaction(CAUSE, async (tx) => {
      tx.afterCommit(() => told.push('after'));
      await insertHalf(tx, 'thrown', 1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const failingLate = database.transaction(CAUSE, async (tx) => {
      tx.beforeCommit(() => Promise.reject(new Error('too late')));
      await insertHalf(tx, 'thrown', 2);
    });
    await expect(failingLate).rejects.toThrow('too late');
    expect(await halvesOf('thrown')).toBe(0);
    expect(told).toEqual([]);
  });

  it('fails where a handler swallows the error of a statement', async () => {
    const swallowing = open().transaction(CAUSE, async (tx) => {
      await insertHalf(tx, 'swallowed', 1);
      await tx.sql`select 1 / ${0}::int`.catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow('rolled back at its commit');
    expect(await halvesOf('swallowed')).toBe(0);
  });

  it('fails where only its commit finds the fault', async () => {
    const told: string[] = [];
    const late = open().transaction(CAUSE, async (tx) => {
      tx.afterCommit(() => told.push('after'));
      await tx.sql`insert into parents values (1), (1)`;
    });
    await expect(late).rejects.toThrow('duplicate key');
    expect(told).toEqual([]);
  });

  it('refuses a statement that comes after its end, whoever has the connection by then', async () => {
    const database = open({ size: 1 });
    const kept = await database.transaction(CAUSE, async (tx) => tx);
    await database.transaction(CAUSE, async (tx) => {
      await insertHalf(tx, 'own', 1);
      await expect(insertHalf(kept, 'own', 2)).rejects.toThrow('await every statement');
      await expect(kept.drizzle.execute('select 1')).rejects.toThrow();
    });
    expect(await halvesOf('own')).toBe(1);
  });

  it('is given up after its time, and its connection with it', async () => {
    const database = open({ size: 1, transactionTimeoutMs: 100 });
    const slow = database.transaction(CAUSE, async (tx) => {
      await insertHalf(tx, 'slow', 1);
      await tx.sql`select pg_sleep(2)`;
    });
    await expect(slow).rejects.toThrow('took too long');
    await expect(database.read((db) => db.sql`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
    expect(await halvesOf('slow')).toBe(0);
  });
});

describe('a transaction whose backend is killed', () => {
  it('keeps nothing, while others go on undisturbed', async () => {
    const database = open();
    const others = Array.from({ length: 50 }, (_, index) =>
      database.transaction(CAUSE, async (tx) => {
        await insertHalf(tx, `other-${index}`, 1);
        await insertHalf(tx, `other-${index}`, 2);
      }),
    );
    const killed = database.transaction(CAUSE, async (tx) => {
      await insertHalf(tx, 'killed', 1);
      await killSelf(tx).catch(() => undefined);
      await insertHalf(tx, 'killed', 2);
    });
    await expect(killed).rejects.toBeInstanceOf(DatabaseUnavailable);
    await Promise.all(others);
    expect(await halvesOf('killed')).toBe(0);
    expect(await admin.sql`select count(*) from probes where pair like 'other-%'`).toEqual([{ count: 100 }]);
  });

  it('does not commit where the handler swallowed the loss', async () => {
    const told: string[] = [];
    const killed = open().transaction(CAUSE, async (tx) => {
      tx.afterCommit(() => told.push('after'));
      await insertHalf(tx, 'lost', 1);
      await killSelf(tx).catch(() => undefined);
    });
    await expect(killed).rejects.toThrow('nothing was saved');
    expect(await halvesOf('lost')).toBe(0);
    expect(told).toEqual([]);
  });

  it('says that it does not know where the connection is lost during the commit', async () => {
    await admin.run(`
      create table fatal (id int);
      create function die() returns trigger language plpgsql as 'begin perform pg_terminate_backend(pg_backend_pid()); return new; end';
      create constraint trigger dies after insert on fatal deferrable initially deferred for each row execute function die()`);
    const database = open();
    await expect(database.transaction(CAUSE, (tx) => tx.sql`insert into fatal values (1)`)).rejects.toBeInstanceOf(CommitUnknown);
    await expect(database.read((db) => db.sql`select count(*) from fatal`)).resolves.toEqual([{ count: 0 }]);
  });
});

it('two thousand transactions under random kills leave no half, lose none that was confirmed, and add none', async () => {
  const database = open({ size: 4, acquireTimeoutMs: 25_000 });
  const confirmed = new Set<string>();
  const unknown = new Set<string>();
  const kills: Promise<readonly unknown[]>[] = [];
  const killOne = () => admin.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'probe' order by random() limit 1`;
  const attempts = Array.from({ length: 2_000 }, async (_, index) => {
    const pair = `storm-${index}`;
    try {
      await database.transaction(CAUSE, async (tx) => {
        if (index % 8 === 0) kills.push(killOne());
        await insertHalf(tx, pair, 1);
        await insertHalf(tx, pair, 2);
      });
      confirmed.add(pair);
    } catch (error) {
      if (error instanceof CommitUnknown) unknown.add(pair);
      else expect(error).toBeInstanceOf(DatabaseUnavailable);
    }
  });
  await Promise.all(attempts);
  expect((await Promise.all(kills)).flat().length).toBeGreaterThan(100);
  expect(confirmed.size).toBeGreaterThan(1_000);
  const landed = await admin.sql<{ pair: string; halves: number }>`
    select pair, count(*) as halves from probes where pair like 'storm-%' group by pair`;
  expect(landed.filter(({ halves }) => halves !== 2)).toEqual([]);
  const present = new Set(landed.map(({ pair }) => pair));
  expect([...confirmed].filter((pair) => !present.has(pair))).toEqual([]);
  expect([...present].filter((pair) => !confirmed.has(pair) && !unknown.has(pair))).toEqual([]);
  await expect(database.read((db) => db.sql`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
}, 30_000);

it('prepares a statement anew after a migration changed what it returns', async () => {
  const database = open({ size: 1 });
  const all = () => database.read((db) => db.sql`select * from levels`);
  await all();
  await admin.run('alter table levels add column note text');
  await expect(all()).resolves.toEqual([{ id: 1, level: 0, note: null }]);
});

it('plans by index, however small a table is when its statement is prepared', async () => {
  const database = open({ size: 1 });
  const plan = await database.read((db) => db.sql`explain select level from levels where id = ${1}`);
  expect(JSON.stringify(plan)).toContain('Index Scan using levels_pkey');
});
