import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { schemaNamesFor } from '../../src/bootstrap/migrations/schemas.ts';
import { modules } from '../../src/bootstrap/modules.ts';
import { type PostgresServer, startPostgres } from '../../test/faults/harness/postgres-server.ts';
import { ADMIN, startCarrier, startProvider } from '../../test/faults/harness/shop-processes.ts';
import { KEY_ENCRYPTION_KEYS } from '../../test/support/key-encryption-keys.ts';
import { type SpawnedShop, spawnShop } from './spawned-shop.ts';

/** What a shop needs around it where it is operated: a durable database that is up to date, a provider and a carrier. */
export interface Surroundings {
  readonly directory: string;
  readonly server: PostgresServer;
  /** Of the owner, without a limit to the time that a statement may take. */
  readonly owner: Session;
  /** Starts a shop with the settings of production; `root` is another checkout to take it from. */
  start(options: { readonly name: string; readonly root?: string | undefined }): Promise<SpawnedShop>;
  /** Has something else ended before all that was there before it. */
  atEnd(end: () => Promise<unknown>): void;
}

/** Sets everything up in a directory of its own, and leaves nothing, however `work` ends. */
export async function withSurroundings<T>(work: (surroundings: Surroundings) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-bench-'));
  // Postgres may run as another user, who has to get through.
  await chmod(directory, 0o755);
  const endings: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  try {
    const server = await startPostgres(join(directory, 'postgres'));
    endings.push(() => server.stop());
    await migrateUp({ url: server.url, modules: schemaNamesFor(modules) });
    const owner = ownerSession(server.url);
    endings.push(async () => owner.destroy(new DatabaseUnavailable('The benchmark is over.')));
    const [provider, carrier] = await Promise.all([startProvider(directory), startCarrier(directory)]);
    endings.push(() => Promise.all([provider.stop(5_000), carrier.stop(5_000)]));
    const settings = { ...AS_OPERATED, DATABASE_URL: server.url, ...urlsOf(provider, carrier) };
    const start: Surroundings['start'] = async ({ name, root }) => {
      const data = join(directory, name);
      await mkdir(data);
      const environment = { ...settings, TESSERA_DATA_DIR: data };
      const shop = await spawnShop({ log: join(directory, `${name}.log`), environment, root });
      endings.push(() => shop.stop());
      return shop;
    };
    return await work({ directory, server, owner, start, atEnd: (end) => void endings.push(end) });
  } finally {
    for (const end of endings.toReversed()) await end();
  }
}

/** Everything is done that production does for a request; only the limits are so high that they let all of them pass. */
const AS_OPERATED = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  NODE_OPTIONS: process.env.NODE_OPTIONS,
  TZ: 'UTC',
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  TESSERA_RATE_LIMIT_READS: '999999/1',
  TESSERA_RATE_LIMIT_WRITES: '999999/1',
  TESSERA_RATE_LIMIT_SIGN_IN: '999999/1',
  TESSERA_RATE_LIMIT_CHECKOUT: '999999/1',
  TESSERA_ADMIN_EMAIL: ADMIN.email,
  TESSERA_ADMIN_PASSWORD: ADMIN.password,
  ...KEY_ENCRYPTION_KEYS,
};

function urlsOf(provider: { readonly url: string }, carrier: { readonly url: string }) {
  return { PAYMENTS_PROVIDER_URL: provider.url, SHIPPING_CARRIER_URL: carrier.url };
}

function ownerSession(url: string): Session {
  return new Session({
    url,
    applicationName: 'bench:owner',
    writesOutsideTransactions: true,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  });
}
