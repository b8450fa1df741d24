import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tessera } from '../../../src/bootstrap/cli/testing/tessera.ts';
import { freePort } from '../../../src/bootstrap/free-port.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { type RunningProcess, startProcess } from '../../faults/harness/processes.ts';
import { ADMIN, startCarrier, startProvider } from '../../faults/harness/shop-processes.ts';
import { KEY_ENCRYPTION_KEYS } from '../../support/key-encryption-keys.ts';

/** The module that moves, and where it stands while it does: beside the others, or in a database of its own. */
export const MODULE = 'payments';
type Place = 'beside' | 'apart';

export interface MovingShopOptions {
  /** The database of all modules, and the one that a module moves to. */
  readonly urls: { readonly shop: string; readonly apart: string };
  readonly brokerUrl: string;
}

/** A shop of two processes, each of which can be started as before the move or as after it. */
export async function movingShop({ urls, brokerUrl }: MovingShopOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-moving-'));
  const [provider, carrier] = await Promise.all([startProvider(directory), startCarrier(directory)]);
  const addresses = { shop: `127.0.0.1:${await freePort()}`, [MODULE]: `127.0.0.1:${await freePort()}` };
  const files = { beside: join(directory, 'beside.json'), apart: join(directory, 'apart.json') };
  for (const place of ['beside', 'apart'] as const) writeFileSync(files[place], JSON.stringify(topologyOf(place, addresses)));
  const environment = {
    ...KEY_ENCRYPTION_KEYS,
    NODE_ENV: 'test',
    DATABASE_URL: urls.shop,
    APART_DATABASE_URL: urls.apart,
    NATS_URL: brokerUrl,
    PAYMENTS_PROVIDER_URL: provider.url,
    SHIPPING_CARRIER_URL: carrier.url,
    TESSERA_DATA_DIR: join(directory, 'data'),
    TESSERA_RATE_LIMITS: 'off',
    TESSERA_MONITOR_SECONDS: '1',
    TESSERA_ADMIN_EMAIL: ADMIN.email,
    TESSERA_ADMIN_PASSWORD: ADMIN.password,
    // Orders wait for the module while it is at work nowhere.
    TESSERA_MOST_LATE_SECONDS: '300',
    ORDERS_STEP_SECONDS: '300',
    LOG_LEVEL: 'warn',
  };
  const running: RunningProcess[] = [provider, carrier];
  return {
    provider,
    async start(name: 'shop' | typeof MODULE, place: Place): Promise<RunningProcess> {
      const port = addresses[name].split(':')[1] ?? '';
      const process = await startProcess({
        file: 'src/bootstrap/main.ts',
        log: join(directory, `${name}.log`),
        environment: { ...environment, TESSERA_TOPOLOGY: files[place], TESSERA_PROCESS: name, PORT: port, HOST: '127.0.0.1' },
        readyWithinMs: 120_000,
      });
      running.push(process);
      return process;
    },
    cli: (place: Place) => tessera({ ...environment, TESSERA_TOPOLOGY: files[place] }),
    async stop() {
      await Promise.all(running.filter(({ alive }) => alive).map((process) => process.stop(20_000)));
    },
  };
}

function topologyOf(place: Place, addresses: Readonly<Record<string, string>>) {
  const others = modules.map(({ name }) => name).filter((name) => name !== MODULE);
  const apart = { apart: { url: 'APART_DATABASE_URL', modules: [MODULE] } };
  const shop = { url: 'DATABASE_URL', modules: place === 'beside' ? [...others, MODULE] : others };
  return {
    processes: {
      shop: { gateway: true, modules: others, address: addresses.shop },
      [MODULE]: { modules: [MODULE], address: addresses[MODULE] },
    },
    databases: place === 'beside' ? { shop } : { shop, ...apart },
    ...(place === 'beside' ? {} : { broker: {} }),
  };
}
