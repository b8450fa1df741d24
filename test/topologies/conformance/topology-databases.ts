import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import { databaseOf } from '../../../src/bootstrap/topology/plan.ts';
import type { RunningTopology } from '../../../src/bootstrap/up/up.ts';
import type { PostgresServer } from '../../faults/harness/postgres-server.ts';
import type { ShopDatabases } from '../../faults/harness/shop-databases.ts';

/** The databases of a topology, all on the server that was started with it. */
export interface TopologyDatabases extends ShopDatabases, Pick<PostgresServer, 'log'> {
  close(): void;
}

/** One session to each, of the owner. */
export function databasesOf(
  { topology, environment }: Pick<RunningTopology, 'topology' | 'environment'>,
  dataDirectory: string,
): TopologyDatabases {
  const sessions = Object.entries(topology.databases).map(([name, { url }]) => ({
    name,
    session: new Session({
      url: environment[url] ?? '',
      applicationName: 'test:owner',
      writesOutsideTransactions: true,
      statementTimeoutMs: 120_000,
      lockTimeoutMs: 120_000,
      connectTimeoutMs: 60_000,
    }),
  }));
  const looked = new Map(sessions.map(({ name, session }) => [name, { asOwner: <T>(work: Work<T>) => work(session) }]));
  return {
    all: [...looked.values()],
    of(module) {
      const found = looked.get(databaseOf(topology, module) ?? '');
      if (!found) throw new Error(`${module} is in no database`);
      return found;
    },
    log: () => readFile(join(dataDirectory, 'postgres', 'server.log'), 'utf8'),
    close() {
      for (const { session } of sessions) session.destroy(new DatabaseUnavailable('The test is over.'));
    },
  };
}

type Work<T> = (session: Session) => Promise<T>;
