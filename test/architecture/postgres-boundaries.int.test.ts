import { beforeAll, describe, expect, it } from 'vitest';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';
import { clonedDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { gatewaySchema } from '../../src/bootstrap/http/gateway/rate-limits-table.ts';
import { BUS_ROLE } from '../../src/bootstrap/migrations/foundation.ts';
import { schemasOnDisk } from '../../src/bootstrap/migrations/migration-file.ts';

const schemas = await schemasOnDisk();
const modules = schemas.filter((schema) => schema !== gatewaySchema.name);
const pairs = schemas.flatMap((one) => schemas.flatMap((other) => (one === other ? [] : [[one, other] as const])));

const sessions = new Map<string, Session>();
const tables = new Map<string, readonly string[]>();
const cloned = clonedDatabase(async () => {
  for (const session of sessions.values()) session.destroy(new DatabaseUnavailable('The test is over.'));
});

beforeAll(async () => {
  for (const role of [...schemas, BUS_ROLE]) sessions.set(role, sessionAs(role));
  for (const module of schemas) {
    // A place where the role may create tables, so that what refuses a foreign key is the other end of it.
    await cloned.admin.run(`create schema own_${module} authorization ${module}`);
    const rows = await cloned.admin.sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = ${module} order by tablename`;
    tables.set(
      module,
      rows.map(({ name }) => `${module}.${name}`),
    );
  }
});

// These sessions may write where they like: what refuses them is the right they lack, not the mode they are in.
function sessionAs(role: string): Session {
  return new Session({
    url: cloned.url,
    applicationName: `test:${role}`,
    role,
    writesOutsideTransactions: true,
    statementTimeoutMs: 5_000,
    lockTimeoutMs: 5_000,
  });
}

function as(role: string): Session['run'] {
  const session = sessions.get(role);
  if (!session) throw new Error(`no session as ${role}`);
  return (text, values) => session.run(text, values);
}

const denied = (what = '') => expect.objectContaining({ code: '42501', message: expect.stringContaining(what) });

describe.each(pairs)('%s', (one, other) => {
  it(`cannot read, write or reference a table of ${other}`, async () => {
    const theirs = tables.get(other) ?? [];
    expect(theirs).toContain(`${other}.migrations`);
    for (const table of theirs) {
      await expect(as(one)(`select * from ${table}`)).rejects.toThrow(denied(`schema ${other}`));
      await expect(as(one)(`insert into ${table} default values`)).rejects.toThrow(denied(`schema ${other}`));
      await expect(as(one)(`delete from ${table}`)).rejects.toThrow(denied(`schema ${other}`));
    }
    const reference = `create table own_${one}.probe_${other} (id uuid, name text, foreign key (name, id) references ${other}.inbox)`;
    await expect(as(one)(reference)).rejects.toThrow(denied(`schema ${other}`));
  });
});

describe.each(schemas)('%s', (module) => {
  it('uses its own tables, and cannot change their shape', async () => {
    for (const table of tables.get(module) ?? []) {
      await as(module)(`select * from ${table} limit 0`);
      await expect(as(module)(`alter table ${table} add column stray text`)).rejects.toThrow(denied());
      await expect(as(module)(`truncate ${table}`)).rejects.toThrow(denied());
      await expect(as(module)(`drop table ${table}`)).rejects.toThrow(denied());
    }
    await expect(as(module)(`create table ${module}.stray (id int)`)).rejects.toThrow(denied(`schema ${module}`));
  });

  it('cannot create anything elsewhere', async () => {
    await expect(as(module)('create schema stray')).rejects.toThrow(denied('database'));
    await expect(as(module)('create table public.stray (id int)')).rejects.toThrow(denied('schema public'));
    await expect(as(module)('create temporary table stray (id int)')).rejects.toThrow(denied('temporary'));
  });

  it(`keeps its tables from the role ${BUS_ROLE}`, async () => {
    for (const table of tables.get(module) ?? []) {
      await expect(as(BUS_ROLE)(`select * from ${table}`)).rejects.toThrow(denied(`schema ${module}`));
    }
  });
});

describe.each(modules)('%s', (module) => {
  it('writes jobs, and cannot change the queues that they lie in', async () => {
    await as(module)('select 1 from pgboss.job limit 0');
    await as(module)('select 1 from pgboss.queue limit 0');
    await expect(as(module)("delete from pgboss.queue where name = 'none'")).rejects.toThrow(denied('table queue'));
    await expect(as(module)('select * from pgboss.schedule')).rejects.toThrow(denied('table schedule'));
    await expect(as(module)('create table pgboss.stray (id int)')).rejects.toThrow(denied('schema pgboss'));
  });

  it('is refused a write outside a transaction', async () => {
    const database = new PostgresDatabase({
      ...DEFAULT_POOL,
      url: cloned.url,
      applicationName: 'test',
      role: module,
      searchPath: module,
      acquireTimeoutMs: 5_000,
      maxWaiting: 10,
    });
    const write = "insert into inbox (subscription, message_id) values ('stray', gen_random_uuid())";
    await expect(database.read((db) => db.drizzle.execute(write))).rejects.toThrow();
    await expect(database.read((db) => db.sql`delete from inbox`)).rejects.toThrow(expect.objectContaining({ code: '25006' }));
    await expect(database.transaction({ correlationId: 'c' }, (tx) => tx.execute(write, []))).resolves.toEqual([]);
    await database.close();
  });
});

it('lets the gateway send and hear nothing', async () => {
  await expect(as(gatewaySchema.name)('select 1 from pgboss.job')).rejects.toThrow(denied('schema pgboss'));
});

it(`lets the role ${BUS_ROLE} work in the queues, and own nothing`, async () => {
  await as(BUS_ROLE)("update pgboss.queue set updated_on = now() where name = 'none'");
  await as(BUS_ROLE)('select pgboss.create_queue(\'probe\', \'{"policy": "standard"}\')');
  await expect(as(BUS_ROLE)('drop table pgboss.job')).rejects.toThrow(denied());
  await expect(as(BUS_ROLE)('create table pgboss.stray (id int)')).rejects.toThrow(denied('schema pgboss'));
});
