import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { KEY_ENCRYPTION_KEYS } from '../../support/key-encryption-keys.ts';

/** Runs the admin CLI on a database, as an operator does. Resolves to what it says; rejects where it fails. */
export async function tessera(databaseUrl: string, ...args: readonly string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const environment = { PATH, HOME, NODE_ENV: 'production', DATABASE_URL: databaseUrl, ...KEY_ENCRYPTION_KEYS };
  const { stdout } = await promisify(execFile)(process.execPath, ['src/bootstrap/cli/main.ts', ...args], { env: environment });
  return stdout;
}
