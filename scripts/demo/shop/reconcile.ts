import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { RunningShop } from './running-shop.ts';

/**
 * How to count the differences between our ledger of payments and the provider's: by the admin CLI, which
 * works where the shop's own files are. Undefined where they are elsewhere.
 */
export function reconcilerOf({ dataDirectory, databaseUrl }: RunningShop): (() => Promise<number>) | undefined {
  if (!existsSync(join(dataDirectory, 'payments', 'sandbox-provider.jsonl.url'))) return undefined;
  const { DATABASE_URL: _other, ...inherited } = process.env;
  const database = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl };
  const env = { ...inherited, ...database, TESSERA_DATA_DIR: dataDirectory };
  return async () => Differences.parse(JSON.parse(await runAdmin(['payments', 'reconcile', '--json'], env))).differences.length;
}

const Differences = z.object({ differences: z.array(z.unknown()) });

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

function runAdmin(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const root = join(import.meta.dirname, '../../..');
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env, maxBuffer: MAX_OUTPUT_BYTES };
    execFile(process.execPath, ['src/bootstrap/cli/main.ts', ...args], options, (error, stdout, stderr) => {
      // Differences end the command with 1, and are in its output all the same.
      if (stdout.trim() === '') reject(new Error(`tessera ${args.join(' ')} failed: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
