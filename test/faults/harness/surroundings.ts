import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateUp } from '../../../src/bootstrap/migrations/migrate-up.ts';
import { schemaNamesFor } from '../../../src/bootstrap/migrations/schemas.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import type { RunningProcess } from './processes.ts';
import { startCarrier, startProvider } from './shop-processes.ts';

/** All that a shop needs around it, none of it part of the shop. */
export interface Surroundings {
  readonly directory: string;
  readonly postgres: PostgresServer;
  readonly provider: RunningProcess;
  readonly carrier: RunningProcess;
  stop(options: { readonly keepFiles: boolean }): Promise<void>;
}

/** Starts a migrated Postgres, the sandbox provider and the sandbox carrier, in a directory of their own. */
export async function startSurroundings(): Promise<Surroundings> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-chaos-'));
  // Postgres may run as another user, who has to get through.
  await chmod(directory, 0o755);
  const postgres = await startPostgres(join(directory, 'postgres'));
  await migrateUp({ url: postgres.url, modules: schemaNamesFor(modules), contract: true });
  const [provider, carrier] = await Promise.all([startProvider(directory), startCarrier(directory)]);
  return {
    directory,
    postgres,
    provider,
    carrier,
    async stop({ keepFiles }) {
      await Promise.all([provider.stop(5_000), carrier.stop(5_000)]);
      await postgres.stop();
      if (!keepFiles) await rm(directory, { recursive: true, force: true });
    },
  };
}
