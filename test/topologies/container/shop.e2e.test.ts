import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { buy, countOrders, isConfirmed, sell } from './customer.ts';
import { becomeHealthy, docker, IMAGE, leaveNothing, urlOf } from './docker.ts';
import { madeSecrets } from './secrets.ts';

const EMAIL = 'admin@example.com';
const ENCRYPTION_KEYS = [
  ['TESSERA_KEY_ENCRYPTION_KEYS', 'key-encryption-keys'],
  ['WEBHOOK_KEY_ENCRYPTION_KEYS', 'webhook-key-encryption-keys'],
  ['PAYMENTS_KEY_ENCRYPTION_KEYS', 'payments-key-encryption-keys'],
] as const;
/** What Docker itself gives a container that it stops. */
const GRACE_MS = 10_000;

const afterwards = leaveNothing();

interface ContainedShop {
  readonly id: string;
  readonly password: string;
}

/** A PostgreSQL, the migrations, and the shop, each in a container of its own; nothing writes to the image. */
async function startShop(): Promise<ContainedShop> {
  const secrets = await madeSecrets();
  afterwards(() => secrets.remove());
  const network = await docker('network', 'create', `tessera-${newId()}`);
  afterwards(() => docker('network', 'rm', network));
  const postgres = await startContainer(
    ...['--network', network, '--network-alias', 'postgres'],
    ...['--env', 'POSTGRES_USER=tessera', '--env', `POSTGRES_PASSWORD=${secrets.read('postgres-password')}`, 'postgres:18'],
  );
  await eventually(() => docker('exec', postgres, 'pg_isready', '--host=127.0.0.1'), { satisfies: () => true, withinMs: 60_000 });
  const hardened = ['--network', network, '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'];
  const settings = [
    ...['--env', 'DATABASE_URL_FILE=/run/secrets/database-url'],
    ...ENCRYPTION_KEYS.flatMap(([name, secret]) => ['--env', `${name}_FILE=/run/secrets/${secret}`]),
    ...secrets.mounts('database-url', ...ENCRYPTION_KEYS.map(([, secret]) => secret)),
  ];
  await docker('run', '--rm', ...hardened, ...settings, IMAGE, 'tessera', 'migrate', 'up');
  const id = await startContainer(
    ...[...hardened, ...settings, '--publish', '127.0.0.1::3000'],
    ...['--env', `TESSERA_ADMIN_EMAIL=${EMAIL}`, '--env', 'TESSERA_ADMIN_PASSWORD_FILE=/run/secrets/admin-password'],
    ...[...secrets.mounts('admin-password'), IMAGE],
  );
  return { id, password: secrets.read('admin-password') };
}

async function startContainer(...args: readonly string[]): Promise<string> {
  const id = await docker('run', '--detach', ...args);
  afterwards(() => docker('rm', '--force', '--volumes', id));
  return id;
}

describe('a shop in a container', { timeout: 120_000 }, () => {
  let shop: ContainedShop;
  let sku: string;
  const admin = () => ({ email: EMAIL, password: shop.password });

  beforeAll(async () => {
    shop = await startShop();
    await becomeHealthy(shop.id);
    sku = await sell(await urlOf(shop.id), admin());
  }, 600_000);

  it('sees an order through', async () => {
    const url = await urlOf(shop.id);
    await isConfirmed(url, await buy(url, sku));
  });

  it('is found unhealthy as soon as nothing answers', async () => {
    const check = docker('exec', '--env', 'PORT=9', shop.id, 'node', '/app/scripts/container/healthcheck.ts');
    await expect(check).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('ECONNREFUSED') });
  });

  it('is administered from inside, with the settings that it has', async () => {
    expect(await docker('exec', shop.id, 'tessera', 'migrate', 'status')).toContain('orders');
  });

  it('answers what is under way when it is stopped, ends in time, and goes on where it was', async () => {
    const url = await urlOf(shop.id);
    const before = await countOrders(url, admin());
    const answered = buy(url, sku, 'tok_slow');
    await eventually(() => countOrders(url, admin()), { is: before + 1, withinMs: 30_000 });
    const stoppedAt = performance.now();
    await docker('stop', shop.id);
    expect(performance.now() - stoppedAt).toBeLessThan(GRACE_MS);
    expect(await docker('inspect', '--format', '{{.State.ExitCode}} {{.State.OOMKilled}}', shop.id)).toBe('0 false');
    const order = await answered;
    expect(order.status).toBe('pending');
    await docker('start', shop.id);
    await becomeHealthy(shop.id);
    await isConfirmed(await urlOf(shop.id), order);
  });
});
