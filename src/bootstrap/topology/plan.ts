import type { Topology } from './topology.ts';

/** What one process of a topology has to do, as far as its modules are concerned. */
export interface ProcessPlan {
  readonly name: string;
  /** Faces the public, and passes on what modules elsewhere answer. */
  readonly gateway: boolean;
  /** At work here. */
  readonly modules: readonly string[];
  /** In the same database, but at work in another process. */
  readonly neighbours: readonly string[];
  /** In another database: reached through the broker alone. */
  readonly remote: readonly string[];
  /** Undefined for a gateway without modules. */
  readonly database: string | undefined;
  /** The one with what gateways share, where there is one: limits and addresses. */
  readonly sharedDatabase: string | undefined;
}

/** The schema of what gateways share. It is placed as a module's is, and no module. */
export const SHARED_BY_GATEWAYS = 'gateway';

/** What process and database are called where there is one of each. */
export const ONLY = 'shop';

/** Everything in one process, on one database. */
export function singlePlan(modules: readonly string[]): ProcessPlan {
  return { name: ONLY, gateway: true, modules, neighbours: [], remote: [], database: ONLY, sharedDatabase: ONLY };
}

/** What the process of this name has to do in a topology that was checked. Undefined where there is none of this name. */
export function planOf(topology: Topology, name: string): ProcessPlan | undefined {
  const process = topology.processes[name];
  if (process === undefined) return undefined;
  const database = databaseOf(topology, process.modules[0]);
  const inDatabase = database === undefined ? [] : (topology.databases[database]?.modules ?? []);
  const all = Object.values(topology.processes).flatMap(({ modules }) => modules);
  return {
    name,
    gateway: process.gateway,
    modules: process.modules,
    neighbours: all.filter((module) => inDatabase.includes(module) && !process.modules.includes(module)),
    remote: all.filter((module) => !inDatabase.includes(module)),
    database,
    sharedDatabase: databaseOf(topology, SHARED_BY_GATEWAYS),
  };
}

/** The name of the database that a module lives in. */
export function databaseOf(topology: Topology, module: string | undefined): string | undefined {
  return Object.entries(topology.databases).find(([, { modules }]) => modules.some((name) => name === module))?.[0];
}

/** The name of the process that a module is at work in. */
export function processOf(topology: Topology, module: string): string | undefined {
  return Object.entries(topology.processes).find(([, { modules }]) => modules.includes(module))?.[0];
}
