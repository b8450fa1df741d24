import { expect, it, onTestFinished } from 'vitest';
import { clonedDatabase } from '../testing/cloned-database.ts';
import { eventually } from '../testing/eventually.ts';
import { DatabaseUnavailable } from './failures.ts';
import { PostgresDatabase, type PostgresDatabaseOptions } from './postgres-database.ts';

const CAUSE = { correlationId: 'test' };
const cloned = clonedDatabase();
const { admin } = cloned;

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

const busy = async (database: PostgresDatabase) => {
  const started = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const work = database.transaction(CAUSE, () => {
    started.resolve();
    return finished.promise;
  });
  await started.promise;
  return { work, finish: finished.resolve };
};

it('a pool refuses who waits too long for a connection', async () => {
  const database = open({ size: 1, acquireTimeoutMs: 50 });
  const { work, finish } = await busy(database);
  await expect(database.read((db) => db.sql`select 1`)).rejects.toThrow('became free in time');
  finish();
  await work;
  expect(database.load).toEqual({ busy: 0, waiting: 0 });
});

it('a pool refuses at once who comes when the waiting line is full', async () => {
  const database = open({ size: 1, maxWaiting: 1 });
  const { work, finish } = await busy(database);
  const waiting = database.read((db) => db.sql`select 1 as one`);
  await expect(database.read((db) => db.sql`select 2`)).rejects.toBeInstanceOf(DatabaseUnavailable);
  finish();
  await expect(waiting).resolves.toEqual([{ one: 1 }]);
  await work;
});

it('a pool opens no more connections than it may', async () => {
  const database = open({ size: 2, applicationName: 'small' });
  await Promise.all(Array.from({ length: 20 }, () => database.read((db) => db.sql`select pg_sleep(0.01)`)));
  expect(await admin.sql`select count(*) from pg_stat_activity where application_name = 'small'`).toEqual([{ count: 2 }]);
});

it('a pool has those who only read share a connection, and tells each its own answer', async () => {
  const database = open({ size: 1 });
  const finished = Promise.withResolvers<void>();
  const lingering = database.read(async (db) => [await db.sql`select 0 as one`, await finished.promise]);
  const others = [1, 2, 3].map((one) => database.read((db) => db.sql`select ${one}::int as one`));
  const wrong = database.read((db) => db.sql`select 1 / ${0}::int`);
  await expect(wrong).rejects.toThrow('division by zero');
  await expect(Promise.all(others)).resolves.toEqual([[{ one: 1 }], [{ one: 2 }], [{ one: 3 }]]);
  finished.resolve();
  await lingering;
  expect(database.load).toEqual({ busy: 0, waiting: 0 });
});

it('a pool lets nobody who would share a connection overtake who needs one alone', async () => {
  const database = open({ size: 1 });
  const finished = Promise.withResolvers<void>();
  const done: string[] = [];
  const reading = database.read(() => finished.promise);
  const writing = database.transaction(CAUSE, async (tx) => {
    await tx.sql`select pg_sleep(0.05)`;
    done.push('alone');
  });
  const late = database.read((db) => db.sql`select 1`).then(() => done.push('shared'));
  expect(database.load).toEqual({ busy: 1, waiting: 2 });
  finished.resolve();
  await Promise.all([reading, writing, late]);
  expect(done).toEqual(['alone', 'shared']);
});

it('a pool gives up a read after its time, without those who share its connection', async () => {
  const database = open({ size: 1, transactionTimeoutMs: 100 });
  const never = database.read(() => new Promise(() => undefined));
  const other = database.read((db) => db.sql`select 1 as one`);
  await expect(other).resolves.toEqual([{ one: 1 }]);
  await expect(never).rejects.toThrow('took too long');
  await expect(database.read((db) => db.sql`select pg_sleep(2)`)).rejects.toThrow('took too long');
  await expect(database.read((db) => db.sql`select 1 as one`)).resolves.toEqual([{ one: 1 }]);
});

it('a pool replaces a connection that was lost while nobody used it', async () => {
  const database = open({ size: 1, applicationName: 'idle' });
  await database.read((db) => db.sql`select 1`);
  await admin.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'idle'`;
  await eventually(() => database.read((db) => db.sql`select 1 as one`), { is: [{ one: 1 }] });
});

it('a pool closes when what is under way has ended, and refuses who comes later', async () => {
  const database = open();
  const { work, finish } = await busy(database);
  const closing = database.close();
  await expect(database.read((db) => db.sql`select 1`)).rejects.toThrow('stopping');
  finish();
  await Promise.all([work, closing]);
});
