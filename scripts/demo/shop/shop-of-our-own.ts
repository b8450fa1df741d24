import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningShop } from './running-shop.ts';

/** Starts `npm start` on a free port and an empty directory, and takes both away when it is closed. */
export async function startShopOfOurOwn(): Promise<RunningShop> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tessera-demo-'));
  // The embedded PostgreSQL may have to run as another user, who must be able to enter.
  await chmod(dataDirectory, 0o755);
  const signIn = { email: 'demo@tessera.example', password: randomBytes(12).toString('base64url') };
  const shop = spawn(process.execPath, ['src/bootstrap/main.ts'], {
    cwd: join(import.meta.dirname, '../../..'),
    env: environment(dataDirectory, signIn),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    await end(shop);
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    return { url: await untilReady(shop), signIn, dataDirectory, databaseUrl: undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function environment(dataDirectory: string, { email, password }: RunningShop['signIn']): NodeJS.ProcessEnv {
  const { DATABASE_URL: _theirs, DATABASE_URL_FILE: _file, ...inherited } = process.env;
  return {
    ...inherited,
    NODE_ENV: 'development',
    PORT: '0',
    TESSERA_DATA_DIR: dataDirectory,
    TESSERA_SEED: 'none',
    TESSERA_ADMIN_EMAIL: email,
    TESSERA_ADMIN_PASSWORD: password,
    // The crowds of customers all come from one address.
    TESSERA_RATE_LIMITS: 'off',
    LOG_LEVEL: 'error',
  };
}

async function untilReady(shop: ChildProcess): Promise<string> {
  if (!shop.stdout) throw new Error('the shop has no standard output');
  const lines = createInterface({ input: shop.stdout });
  for await (const line of lines) {
    const url = /^ready (\S+)$/.exec(line)?.[1];
    if (url === undefined) continue;
    // A pipe that nobody reads fills up, and the shop would wait for it.
    shop.stdout.resume();
    return url;
  }
  throw new Error('the shop did not start');
}

async function end(shop: ChildProcess): Promise<void> {
  if (shop.exitCode !== null || shop.signalCode !== null) return;
  const exited = once(shop, 'exit');
  shop.kill('SIGTERM');
  await exited;
}
