import { databaseOf } from '../topology/plan.ts';
import type { Topology } from '../topology/topology.ts';

/** What is not in this process, each process named by one of its modules, which is how requests find it. */
export interface ProcessesBeyond {
  readonly processes: readonly string[];
  /** The processes on each database that this process does not work with. */
  readonly databases: readonly (readonly string[])[];
}

export function processesBeyond(topology: Topology, self: string): ProcessesBeyond {
  const own = databaseOf(topology, topology.processes[self]?.modules[0]);
  const others = Object.entries(topology.processes).filter(([name]) => name !== self);
  const processes = others.flatMap(([, { modules }]) => modules.slice(0, 1));
  const byDatabase = Map.groupBy(processes, (module) => databaseOf(topology, module));
  return { processes, databases: [...byDatabase].filter(([database]) => database !== own).map(([, modules]) => modules) };
}
