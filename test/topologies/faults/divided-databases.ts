import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { databaseOf } from '../../../src/bootstrap/topology/plan.ts';
import type { Topology } from '../../../src/bootstrap/topology/topology.ts';
import type { PostgresServer } from '../../faults/harness/postgres-server.ts';
import type { OneDatabase, ShopDatabases } from '../../faults/harness/shop-databases.ts';

export interface DividedDatabases extends ShopDatabases, Pick<PostgresServer, 'log'> {
  /** The connection string of the database that a module lives in. */
  urlOf(module: string): string;
}

/** The databases of a topology by their variables. No connection is kept, so that each can be copied, or replaced by a copy. */
export function dividedDatabases(
  topology: Topology,
  urls: Readonly<Record<string, string>>,
  dataDirectory: string,
): DividedDatabases {
  const at = (url: string): OneDatabase => ({ asOwner: (work) => onServer(url, work) });
  const urlOf = (module: string) => {
    const url = urls[topology.databases[databaseOf(topology, module) ?? '']?.url ?? ''];
    if (url === undefined) throw new Error(`${module} is in no database`);
    return url;
  };
  return {
    all: Object.values(urls).map(at),
    of: (module) => at(urlOf(module)),
    urlOf,
    log: () => readFile(join(dataDirectory, 'postgres', 'server.log'), 'utf8'),
  };
}
