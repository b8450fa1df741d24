import { expect, it } from 'vitest';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';
import { withEmptyDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { migrateUp } from './migrate-up.ts';
import { planMigrations } from './plan-migrations.ts';
import { migrationFolder } from './testing/migration-folder.ts';

const FIRST = 'create table warehouse.bins (id integer primary key);';

it('brings an empty database up to the code, and then has nothing left to do', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({
      'warehouse/0001_create_bins.sql': FIRST,
      'billing/0001_create_bills.sql': 'select 1;',
    });
    const steps = await migrateUp({ url, ...folder });
    expect(steps.map(({ schema, name }) => `${schema}/${name}`)).toEqual([
      'billing/0001_create_bills',
      'warehouse/0001_create_bins',
    ]);
    await expect(migrateUp({ url, ...folder })).resolves.toEqual([]);
    await expect(admin.sql`select version, name from warehouse.migrations`).resolves.toEqual([
      { version: 1, name: '0001_create_bins' },
    ]);
  }));

it('gives a module the use of its own tables, those to come included, and none of its history', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder({ 'warehouse/0001_create_bins.sql': FIRST });
    await migrateUp({ url, ...folder });
    await folder.write('warehouse/0002_create_shelves.sql', 'create table warehouse.shelves (id bigserial primary key);');
    await migrateUp({ url, ...folder });
    const database = databaseOf(url);
    const write = (statement: string) => database.transaction({ correlationId: 'c' }, (tx) => tx.execute(statement, []));
    await write('insert into bins values (1)');
    await write('insert into shelves default values');
    await expect(write('delete from migrations')).rejects.toThrow('permission denied');
    await database.close();
  }));

it('applies each file once when four processes migrate at the same time', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({
      'warehouse/0001_create_bins.sql': FIRST,
      'warehouse/0002_wait_long.sql': 'select pg_sleep(0.1);',
    });
    const runs = await Promise.all([1, 2, 3, 4].map(() => migrateUp({ url, ...folder })));
    expect(runs.flat()).toHaveLength(2);
    await expect(admin.sql`select count(*) from warehouse.migrations`).resolves.toEqual([{ count: 2 }]);
  }));

it('creates the same roles for several new databases of one cluster at the same time', async () => {
  const name = `racer${Date.now()}`;
  const folder = await migrationFolder({ [`${name}/0001_do_nothing.sql`]: 'select 1;' });
  const one = () => withEmptyDatabase(async ({ url }) => expect(await migrateUp({ url, ...folder })).toHaveLength(1));
  await Promise.all([one(), one(), one()]);
});

it('keeps nothing of a file that fails, and everything before it', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({
      'warehouse/0001_create_bins.sql': FIRST,
      'warehouse/0002_create_more.sql': 'create table warehouse.more (id int); select 1 / 0;',
    });
    await expect(migrateUp({ url, ...folder })).rejects.toThrow(
      expect.objectContaining({
        code: 'failed',
        message: expect.stringMatching(/^migrations\/warehouse\/0002_create_more\.sql: division by zero/),
      }),
    );
    await expect(
      admin.sql`select to_regclass('warehouse.more') as more, to_regclass('warehouse.bins')::text as bins`,
    ).resolves.toEqual([{ more: null, bins: 'warehouse.bins' }]);
    await folder.write('warehouse/0002_create_more.sql', 'create table warehouse.more (id int);');
    await expect(migrateUp({ url, ...folder })).resolves.toMatchObject([{ name: '0002_create_more' }]);
  }));

it('goes on where it was killed in the middle of a file', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({
      'warehouse/0001_create_bins.sql': FIRST,
      'warehouse/0002_create_more.sql': 'create table warehouse.more (id int); select pg_sleep(0.5);',
    });
    const killed = expect(migrateUp({ url, ...folder })).rejects.toThrow();
    await eventually(
      () =>
        admin.sql`select pg_terminate_backend(pid) as killed from pg_stat_activity where datname = current_database() and query like '%pg_sleep(0.5)%' and pid <> pg_backend_pid()`,
      { satisfies: (rows) => rows.length === 1 },
    );
    await killed;
    await expect(admin.sql`select to_regclass('warehouse.more') as more`).resolves.toEqual([{ more: null }]);
    await expect(migrateUp({ url, ...folder })).resolves.toMatchObject([{ name: '0002_create_more' }]);
  }));

it('holds contract files back until it is told to run them', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder({ 'warehouse/0001_create_bins.sql': FIRST });
    await folder.write('warehouse/0002_drop_bins.sql', 'drop table warehouse.bins;', 'contract');
    await expect(migrateUp({ url, ...folder })).resolves.toHaveLength(1);
    await expect(migrateUp({ url, ...folder, contract: true })).resolves.toMatchObject([{ name: '0002_drop_bins' }]);
  }));

it('builds indexes concurrently, and anew where a kill left one unfinished', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({ 'warehouse/0001_create_bins.sql': 'create table warehouse.bins (id int);' });
    await migrateUp({ url, ...folder });
    await admin.run('insert into warehouse.bins values (1), (1)');
    await expect(admin.run('create unique index concurrently bins_id on warehouse.bins (id)')).rejects.toThrow();
    await folder.write(
      'warehouse/0002_index_bins.sql',
      'create index concurrently if not exists bins_id on warehouse.bins (id);',
    );
    await migrateUp({ url, ...folder });
    await expect(
      admin.sql`select indisvalid as valid, indisunique as unique from pg_index where indexrelid = 'warehouse.bins_id'::regclass`,
    ).resolves.toEqual([{ valid: true, unique: false }]);
  }));

it('needs no superuser, only the owner of the database who may create roles', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const [owner, module] = [`owner${Date.now()}`, `module${Date.now()}`];
    const folder = await migrationFolder({ [`${module}/0001_create_things.sql`]: `create table ${module}.things (id int);` });
    await admin.run(`create role ${owner} login createrole password 'secret'`);
    await admin.run(`alter database ${new URL(url).pathname.slice(1)} owner to ${owner}; grant bus to ${owner}`);
    const theirs = Object.assign(new URL(url), { username: owner, password: 'secret' }).href;
    await migrateUp({ url: theirs, ...folder });
    const database = databaseOf(theirs, module);
    await database.transaction({ correlationId: 'c' }, (tx) => tx.sql`insert into things values (1)`);
    await database.close();
  }));

it('shows beforehand the SQL that it would run', () =>
  withEmptyDatabase(async ({ url }) => {
    const folder = await migrationFolder({ 'warehouse/0001_create_bins.sql': FIRST });
    const before = await planMigrations({ url, ...folder });
    expect(before.map(({ name }) => name)).toEqual(['foundation', 'queues', 'migrations/warehouse/0001_create_bins.sql']);
    expect(before.map(({ sql }) => sql).join()).toMatch(
      /create schema if not exists warehouse[\s\S]*CREATE TABLE pgboss\.job[\s\S]*create table warehouse\.bins/,
    );
    await migrateUp({ url, ...folder });
    expect((await planMigrations({ url, ...folder })).map(({ name }) => name)).toEqual(['foundation', 'queues']);
  }));

it('refuses queues that a newer pg-boss has changed', () =>
  withEmptyDatabase(async ({ url, admin }) => {
    const folder = await migrationFolder({ 'warehouse/0001_create_bins.sql': FIRST });
    await migrateUp({ url, ...folder });
    await admin.run('update pgboss.version set version = 999');
    await expect(migrateUp({ url, ...folder })).rejects.toThrow(expect.objectContaining({ code: 'pgboss_newer' }));
  }));

function databaseOf(url: string, role = 'warehouse'): PostgresDatabase {
  return new PostgresDatabase({
    ...DEFAULT_POOL,
    url,
    applicationName: 'test',
    role,
    searchPath: role,
    acquireTimeoutMs: 5_000,
    maxWaiting: 10,
  });
}
