import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Session } from '#shared-kernel/database/session.ts';
import { withEmptyDatabase } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { tessera } from './testing/tessera.ts';

const Status = z.object({
  upToDate: z.boolean(),
  schemas: z.array(z.object({ schema: z.string(), applied: z.array(z.unknown()), pending: z.array(z.string()) })),
});
const Applied = z.object({ applied: z.array(z.object({ schema: z.string(), name: z.string() })) });

describe('migrate', { timeout: 180_000 }, () => {
  it('tells what is pending, applies it, and finds nothing more to do', async () => {
    await withEmptyDatabase(async ({ url }) => {
      const cli = tessera({ DATABASE_URL: url });
      const before = await cli.run('migrate', 'status');
      expect(before).toMatchObject({ exitCode: 1, stderr: '' });
      expect(before.stdout).toContain('pending: orders/0001_create_inbox_and_idempotency_keys');
      expect((await cli.run('migrate', 'plan')).stdout).toMatch(/-- migrations\/orders\/0002_\w+\.sql\n-- phase: expand/);
      const up = await cli.run('migrate', 'up');
      expect(up).toMatchObject({ exitCode: 0, stderr: '' });
      expect(up.stdout).toMatch(/applied orders\/0002_\w+ in \d+ ms\n/);
      const after = await cli.json('migrate', 'status');
      expect(after.exitCode).toBe(0);
      expect(Status.parse(after.body).upToDate).toBe(true);
      expect(await cli.run('migrate', 'up')).toEqual({ exitCode: 0, stdout: 'nothing was pending\n', stderr: '' });
    });
  });

  it('may run twice at once on an empty database: each file is applied once', async () => {
    await withEmptyDatabase(async ({ url }) => {
      const cli = tessera({ DATABASE_URL: url });
      const runs = await Promise.all([cli.json('migrate', 'up'), cli.json('migrate', 'up')]);
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const names = runs.flatMap(({ body }) => Applied.parse(body).applied.map(({ schema, name }) => `${schema}/${name}`));
      expect(names.length).toBeGreaterThan(0);
      expect(new Set(names).size).toBe(names.length);
      expect((await cli.run('migrate', 'status')).exitCode).toBe(0);
    });
  });

  it('goes on where it was killed', async () => {
    await withEmptyDatabase(async ({ url, admin }) => {
      const cli = tessera({ DATABASE_URL: url });
      await holdUpTables(admin, 'payments');
      const killed = cli.start('migrate', 'up');
      await eventually(() => waiting(admin), { is: 1, withinMs: 90_000 });
      killed.child.kill('SIGKILL');
      expect(await killed.ended).toMatchObject({ exitCode: null });
      await letGo(admin);
      expect((await cli.run('migrate', 'up')).exitCode).toBe(0);
      expect((await cli.run('migrate', 'status')).exitCode).toBe(0);
      expect((await cli.run('migrate', 'verify')).exitCode).toBe(0);
    });
  });

  it('looks at one module where it is told which', async () => {
    await withEmptyDatabase(async ({ url }) => {
      const cli = tessera({ DATABASE_URL: url });
      expect((await cli.run('migrate', 'up', '--module', 'catalog')).exitCode).toBe(0);
      const { body } = await cli.json('migrate', 'status');
      const applied = Status.parse(body).schemas.filter((schema) => schema.applied.length > 0);
      expect(applied.map(({ schema }) => schema)).toEqual(['catalog']);
      expect((await cli.run('migrate', 'status', '--module', 'catalog')).exitCode).toBe(0);
    });
  });

  it('brings each database of a topology up with the schemas of its modules, and no others', async () => {
    await withEmptyDatabase((shop) =>
      withEmptyDatabase((payments) =>
        withEmptyDatabase(async (notifications) => {
          const cli = tessera({
            DATABASE_URL: shop.url,
            PAYMENTS_DATABASE_URL: payments.url,
            NOTIFICATIONS_DATABASE_URL: notifications.url,
          });
          const topology = ['--topology', 'topologies/mixed.json'];
          expect((await cli.run('migrate', 'up', ...topology)).exitCode).toBe(0);
          expect(await cli.run('migrate', 'verify', ...topology)).toMatchObject({ exitCode: 0, stderr: '' });
          expect(await schemasAmong(payments.admin, ['payments', 'orders', 'gateway', 'pgboss'])).toEqual(['payments', 'pgboss']);
        }),
      ),
    );
  });

  it('refuses a file that was edited after it was applied, and finds a table that was changed by hand', async () => {
    await withEmptyDatabase(async ({ url, admin }) => {
      const cli = tessera({ DATABASE_URL: url });
      await cli.run('migrate', 'up');
      await admin.run('alter table orders.carts add column colour text');
      const drift = await cli.run('migrate', 'verify');
      expect(drift).toMatchObject({ exitCode: 1, stderr: '' });
      expect(drift.stdout).toMatch(/orders\.carts +colour +is in the database but not declared/);
      await admin.run("update orders.migrations set sha256 = 'other' where version = 1");
      expect(await cli.run('migrate', 'up')).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(/^tessera: migrations\/orders\/0001_\S+ was changed after it was applied[^\n]+\n$/),
      });
      expect((await cli.run('migrate', 'status')).stdout).toContain('wrong: migrations/orders/0001_');
    });
  });

  it('says how it is called, and what was wrong with a call', async () => {
    const cli = tessera({});
    const help = await cli.run('migrate', 'up', '--help');
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(help.stdout).toContain('Example:\n  $ tessera migrate up\n');
    expect(await cli.run('migrate', 'down')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: "tessera: unknown command 'down'; --help tells how\n",
    });
    expect(await cli.run('migrate', 'up', '--module', 'warehouse')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^tessera: module: there is no module warehouse; there are identity, [^\n]+\n$/),
    });
    expect(await tessera({ DATABASE_URL: 'mysql://127.0.0.1' }).run('migrate', 'status')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^tessera: DATABASE_URL: [^\n]+\n$/),
    });
  });

  it('lints without a database', async () => {
    const cli = tessera({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' });
    expect(await cli.run('migrate', 'lint')).toEqual({ exitCode: 0, stdout: 'no migration breaks a rule\n', stderr: '' });
  });
});

const GATE = 4_711;

/** Whoever migrates this schema waits, with a file half applied, until the gate is opened. */
async function holdUpTables(admin: Session, schema: string): Promise<void> {
  await admin.run(`
    create function public.wait_at_the_gate() returns event_trigger language plpgsql as $$
    begin
      if current_setting('search_path') = '${schema}' then perform pg_advisory_xact_lock(${GATE}); end if;
    end $$;
    create event trigger gate on ddl_command_end execute function public.wait_at_the_gate();
    select pg_advisory_lock(${GATE})`);
}

async function waiting(admin: Session): Promise<number> {
  const locks = await admin.sql`select 1 from pg_locks where locktype = 'advisory' and not granted and objid = ${GATE}::int::oid`;
  return locks.length;
}

async function letGo(admin: Session): Promise<void> {
  await admin.run(`select pg_advisory_unlock(${GATE})`);
  await admin.run('drop event trigger gate; drop function public.wait_at_the_gate()');
}

async function schemasAmong(admin: Session, names: readonly string[]): Promise<readonly string[]> {
  const found = await admin.sql<{ name: string }>`
    select schema_name as name from information_schema.schemata where schema_name = any(${names}::text[]) order by 1`;
  return found.map(({ name }) => name);
}
