import { join } from 'node:path';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { readRunningServer, stopServer } from '../../src/bootstrap/postgres/running-server.ts';
import { databasesOf } from '../../test/topologies/conformance/topology-databases.ts';
import { startTopologyRun, type TopologyRun } from '../../test/topologies/conformance/topology-run.ts';

/** Shows the metrics of every process. */
export const OPERATIONS_TOKEN = 'operations-token-of-the-benchmarks';

/** As production has it, where tests have it otherwise. */
export const AS_IN_PRODUCTION: Readonly<Record<string, string>> = {
  TESSERA_CHECK_ANSWERS: 'off',
  TESSERA_MONITOR_SECONDS: '5',
  TESSERA_OPERATIONS_TOKEN: OPERATIONS_TOKEN,
};

/**
 * Starts a shop of one process on a PostgreSQL that syncs to disk and counts statements (pg_stat_statements), the sandbox
 * provider and the sandbox carrier beside it.
 */
export async function startBenchShop(environment: Readonly<Record<string, string>> = {}): Promise<TopologyRun> {
  const run = await startTopologyRun('single', { durable: true, environment: { ...AS_IN_PRODUCTION, ...environment } });
  try {
    await loadStatistics(run);
  } catch (error) {
    await run.stop();
    throw error;
  }
  const databases = databasesOf(run.running, join(run.directory, 'data'));
  await databases.of('orders').asOwner((session) => session.run('create extension if not exists pg_stat_statements'));
  const stop = async () => {
    databases.close();
    await run.stop();
  };
  return { ...run, databases, stop };
}

/** Takes the server a restart: it is stopped in order, and whoever keeps it running starts it again. */
async function loadStatistics({ running, databases, directory }: TopologyRun): Promise<void> {
  const setting = "alter system set shared_preload_libraries = 'pg_stat_statements'";
  await databases.of('orders').asOwner((session) => session.run(setting));
  const postgres = join(directory, 'data', 'postgres');
  const server = await readRunningServer({ directory: postgres, data: join(postgres, 'data') });
  if (!server) throw new Error('PostgreSQL does not run');
  await stopServer(server.pid);
  const ready = async () => (await fetch(`${running.url}/ready`)).ok;
  await eventually(ready, { is: true, withinMs: 60_000 });
}
