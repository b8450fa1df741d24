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
}

/** Everything in one process, on one database. */
export function singlePlan(modules: readonly string[]): ProcessPlan {
  return { name: 'shop', gateway: true, modules, neighbours: [], remote: [], database: 'shop' };
}

/** What the process of this name has to do in a topology that was checked. Undefined where there is none of this name. */
export function planOf(topology: Topology, name: string): ProcessPlan | undefined {
  const process = topology.processes[name];
  if (process === undefined) return undefined;
  const database = databaseOf(topology, process.modules[0]);
  const inDatabase = database === undefined ? [] : (topology.databases[database]?.modules ?? []);
  const all = Object.values(topology.databases).flatMap(({ modules }) => modules);
  return {
    name,
    gateway: process.gateway,
    modules: process.modules,
    neighbours: inDatabase.filter((module) => !process.modules.includes(module)),
    remote: all.filter((module) => !inDatabase.includes(module)),
    database,
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
