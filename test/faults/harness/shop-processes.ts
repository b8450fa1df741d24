import { join } from 'node:path';
import { KEY_ENCRYPTION_KEYS } from '../../support/key-encryption-keys.ts';
import { type ProcessSpec, type RunningProcess, startProcess } from './processes.ts';

export interface ShopProcessOptions {
  readonly databaseUrl: string;
  readonly providerUrl: string;
  readonly carrierUrl: string;
  /** Where the processes keep their files and logs. */
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly imports?: readonly string[];
  readonly name?: string;
}

/** What shows why a process is not ready. */
export const OPERATIONS_TOKEN = 'operations-of-the-chaos-test-shop';

export const ADMIN = { email: 'admin@chaos.example', password: 'correct-horse-battery' } as const;

/** Starts a whole shop on a migrated database, as production does. */
export function startShopProcess(options: ShopProcessOptions): Promise<RunningProcess> {
  const { databaseUrl, providerUrl, carrierUrl, directory, environment = {}, imports = [], name = 'shop' } = options;
  return startProcess({
    file: 'src/bootstrap/main.ts',
    imports,
    log: join(directory, `${name}.log`),
    environment: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      PAYMENTS_PROVIDER_URL: providerUrl,
      SHIPPING_CARRIER_URL: carrierUrl,
      TESSERA_DATA_DIR: join(directory, 'data'),
      TESSERA_RATE_LIMITS: 'off',
      TESSERA_CHECK_ANSWERS: 'on',
      TESSERA_OPERATIONS_TOKEN: OPERATIONS_TOKEN,
      TESSERA_ADMIN_EMAIL: ADMIN.email,
      TESSERA_ADMIN_PASSWORD: ADMIN.password,
      ...KEY_ENCRYPTION_KEYS,
      LOG_LEVEL: 'warn',
      ...environment,
    },
  });
}

/** The sandbox payment provider as a process that outlives the shop, with its ledger in `directory`. */
export function startProvider(directory: string): Promise<RunningProcess> {
  return startProcess(sandbox('payments', directory, 'provider'));
}

/** The sandbox carrier as a process that outlives the shop, with its ledger in `directory`. */
export function startCarrier(directory: string): Promise<RunningProcess> {
  return startProcess(sandbox('shipping', directory, 'carrier'));
}

function sandbox(module: string, directory: string, name: string): ProcessSpec {
  return {
    file: `src/modules/${module}/adapters/sandbox-server/main.ts`,
    args: ['--port', '0', '--ledger', join(directory, `${name}.jsonl`)],
    log: join(directory, `${name}.log`),
  };
}
