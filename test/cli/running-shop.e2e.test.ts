import { mkdtempSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { databaseUrl } from '#shared-kernel/testing/cloned-database.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type Tessera, tessera } from '../../src/bootstrap/cli/testing/tessera.ts';
import { recordingLog } from '../support/recording-log.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const directory = mkdtempSync(join(tmpdir(), 'tessera-admin-'));
const { log, lines } = recordingLog();
const shop = testShop(undefined, { bus: 'real', log, settings: { TESSERA_DATA_DIR: directory } });
const { sell, submit, look, expectLedgersAgree } = shopping(shop);
let cli: Tessera;

beforeAll(async () => {
  const [database] = await shop.admin.sql<{ name: string }>`select current_database() as name`;
  cli = tessera({
    DATABASE_URL: databaseUrl(inject('postgres').url, database?.name ?? ''),
    TESSERA_DATA_DIR: directory,
    SHIPPING_CARRIER_URL: addressOfCarrier(),
  });
});

describe('beside a running shop, the CLI', { timeout: 180_000 }, () => {
  it('makes an admin who can sign in, with a password from a file', async () => {
    const file = join(directory, 'password');
    await writeFile(file, 'correct horse battery\n');
    const made = await cli.run('users', 'create-admin', '--email', 'ada@example.com', '--name', 'Ada', '--password-file', file);
    expect(made).toEqual({ exitCode: 0, stdout: 'ada@example.com is an admin\n', stderr: '' });
    expect(await signIn('ada@example.com', 'correct horse battery')).toBe(201);
    const again = await cli.run('users', 'create-admin', '--email', 'ada@example.com', '--password-file', file);
    expect(again).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^tessera: [^\n]+\n$/) });
  });

  it('makes a password up where none is given, and shows it once', async () => {
    const { exitCode, body } = await cli.json('users', 'create-admin', '--email', 'grace@example.com');
    expect(exitCode).toBe(0);
    const { password } = z.object({ password: z.string().min(20) }).parse(body);
    expect(await signIn('grace@example.com', password)).toBe(201);
  });

  it('imports a catalogue and reports, row by row, what it did not take', async () => {
    const file = join(directory, 'catalogue.csv');
    await writeFile(file, CATALOGUE);
    const imported = await cli.run('import', 'products', file, '--currency', 'EUR');
    expect(imported.exitCode).toBe(1);
    expect(imported.stderr).toBe('3 done, 100 %\n');
    expect(imported.stdout).toMatch(
      /^ *line +code +reason\n +3 +\S+ +\S.*\n3 rows read, 1 refused; 2 products written, 0 unchanged\n$/,
    );
    expect((await shop.asGuest().get('/v1/products/green-tea')).status).toBe(200);
    const again = await cli.json('import', 'products', file, '--currency', 'EUR');
    expect(again.body).toMatchObject({ productsWritten: 0, productsUnchanged: 2, errors: [{ line: 3 }] });
    expect(await cli.run('import', 'products', join(directory, 'missing.csv'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^tessera: .*missing\.csv is not a file[^\n]*\n$/),
    });
  });

  it('makes again what dashboards show, while the shop goes on', async () => {
    await sell('REBUILT-1');
    const facts = () => shop.admin.sql`select 1 from storefront.facts where subject = 'REBUILT-1'`;
    await eventually(facts, { satisfies: (rows) => rows.length === 1 });
    const rebuilt = await cli.run('storefront', 'rebuild');
    expect(rebuilt).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^\d+ done, 100 %\n$/) });
    expect(rebuilt.stdout).toMatch(/^dashboards show generation 2, made of \d+ facts\n$/);
    expect(await cli.json('storefront', 'rebuild', '--anew')).toMatchObject({ exitCode: 0, body: { generation: 3 } });
  });

  it('brings an order that is stuck on its way again', async () => {
    await sell('STUCK-1');
    const order = await stuckOrder('STUCK-1');
    const listed = await cli.run('saga', 'list', '--stuck');
    expect(listed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`${order.id}  order ${order.number}`) });
    const retried = await cli.run('saga', 'retry', order.id);
    expect(retried).toEqual({ exitCode: 0, stdout: `order ${order.number} is on its way again\n`, stderr: '' });
    await letPaymentsWork();
    await eventually(async () => (await look(order)).status, { is: 'confirmed', withinMs: 30_000 });
    expect(await cli.json('saga', 'list')).toEqual({ exitCode: 0, body: { sagas: [] } });
    await expectLedgersAgree();
  });

  it('takes what a person settled as settled, and refuses what needs no attention', async () => {
    await sell('STUCK-2');
    const order = await stuckOrder('STUCK-2');
    expect(await cli.json('saga', 'resolve', order.id)).toMatchObject({ exitCode: 0, body: { id: order.id } });
    await letPaymentsWork();
    await eventually(async () => (await look(order)).status, { satisfies: (status) => status !== 'pending', withinMs: 30_000 });
    expect(await cli.run('saga', 'retry', newId())).toMatchObject({ exitCode: 1, stdout: '' });
    expect(await cli.run('saga', 'resolve', 'order-7')).toMatchObject({
      exitCode: 2,
      stderr: 'tessera: id: must be an id, as `saga list` shows it\n',
    });
  });

  it('finds nothing wrong with the shop', async () => {
    const { exitCode, body } = await cli.json('doctor');
    const { findings } = z
      .object({ findings: z.array(z.object({ check: z.string(), status: z.string(), detail: z.string() })) })
      .parse(body);
    expect(findings.filter(({ status }) => status === 'problem')).toEqual([]);
    expect(exitCode).toBe(0);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['roles', 'drift', 'dead letters', 'claims', 'sagas of orders', 'sagas of identity']),
    );
    expect(findings).toContainEqual({ check: 'processes', status: 'ok', detail: '1 process works the queues off' });
    expect(await cli.json('payments', 'reconcile')).toMatchObject({ exitCode: 0 });
  });

  it('finds what is wrong with it, and says what to do', async () => {
    await shop.admin.run('grant usage on schema payments to shipping');
    const examined = await cli.run('doctor');
    expect(examined).toMatchObject({ exitCode: 1, stderr: '' });
    expect(examined.stdout).toContain('revoke usage on schema payments from shipping');
    expect(examined.stdout).toMatch(/1 problem to solve\n$/);
  });

  it('does not sign with a key that others may not know yet', async () => {
    expect(await cli.run('keys', 'rotate')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^tessera: [^\n]+\n$/) });
    await shop.admin.run("update identity.signing_keys set created_at = created_at - interval '1 day'");
    expect(await cli.json('keys', 'rotate')).toEqual({ exitCode: 0, body: { rotated: true, removed: 0 } });
  });

  it('lists what the system is made of', async () => {
    expect((await cli.run('module', 'list')).stdout).toMatch(/^inventory +team-inventory /m);
    expect((await cli.json('module', 'show', 'orders')).body).toMatchObject({ name: 'orders', schedules: expect.any(Array) });
  });
});

function addressOfCarrier(): string {
  const said = lines.find(({ message }) => message.startsWith('the sandbox carrier'));
  return z.object({ url: z.string() }).parse(said?.fields).url;
}

async function signIn(email: string, password: string): Promise<number> {
  return (await shop.asGuest().post('/v1/sessions', { email, password })).status;
}

/** An order that its saga gave up because payments did not answer: nothing is paid until {@link letPaymentsWork}. */
async function stuckOrder(sku: string) {
  await shop.admin.run('begin; lock table payments.payments in access exclusive mode');
  const answer = await submit(shop.asGuest(), { lines: [{ sku, quantity: 1 }], wait: 0 });
  const order = answer.as(z.object({ id: z.string(), number: z.string(), accessKey: z.string() }));
  const giveUp = () =>
    shop.databaseOf('orders').transaction(
      { correlationId: order.id },
      (tx) => tx.sql`
        update orders.sagas set phase = 'stuck',
          state = jsonb_set(jsonb_set(state, '{phase}', '"stuck"'), '{steps,authorize-payment,phase}', '"stuck"')
        where order_id = ${order.id} and state #>> '{steps,authorize-payment,phase}' = 'started' returning 1`,
    );
  await eventually(async () => (await giveUp()).length, { is: 1 });
  return order;
}

async function letPaymentsWork(): Promise<void> {
  await shop.admin.run('rollback');
}

const CATALOGUE = `Handle,Title,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status
green-tea,Green tea,TRUE,Title,Default Title,TEA-GREEN,12.50,active
black-tea,Black tea,TRUE,Title,Default Title,TEA-BLACK,cheap,active
white-tea,White tea,TRUE,Title,Default Title,TEA-WHITE,19.90,active
`;
