import { type ProcessPlan, planOf, singlePlan } from './topology/plan.ts';
import { readTopology } from './topology/read-topology.ts';
import type { Topology } from './topology/topology.ts';
import { TopologyError } from './topology/topology-error.ts';

/** Which process this is, and what its topology says of it. */
export interface Placement {
  /** Undefined where everything is in one process. */
  readonly topology: Topology | undefined;
  readonly plan: ProcessPlan;
}

/** The connections that a placement needs, by the environment variables that hold them. */
export interface PlacedVariables {
  /** Of the database of the modules here; undefined for a gateway without modules. */
  readonly database: string | undefined;
  /** Of the database with what gateways share. */
  readonly shared: string | undefined;
  /** Of the broker, where some module is in another database. */
  readonly broker: string | undefined;
}

/**
 * Finds the process in its topology. Without a file everything is in this process; with one that is told no name,
 * as the CLI is, all modules are looked at together. Throws {@link TopologyError}.
 */
export function placementOf(file: string | undefined, name: string | undefined, modules: readonly string[]): Placement {
  if (file === undefined) return { topology: undefined, plan: singlePlan(modules) };
  const topology = readTopology(file, modules);
  if (name === undefined) return { topology, plan: singlePlan(modules) };
  const plan = planOf(topology, name);
  if (plan !== undefined) return { topology, plan };
  throw new TopologyError([`${file}: there is no process ${name}; there are ${Object.keys(topology.processes).join(', ')}`]);
}

/** The variables that this process reads its connections from. */
export function variablesOfPlacement({ topology, plan }: Placement): PlacedVariables {
  if (topology === undefined) return { database: 'DATABASE_URL', shared: 'DATABASE_URL', broker: undefined };
  const urlOf = (database: string | undefined) => (database === undefined ? undefined : topology.databases[database]?.url);
  const talks = topology.discovery.by === 'nats' || (plan.modules.length > 0 && plan.remote.length > 0);
  return {
    database: urlOf(plan.database),
    shared: plan.gateway || topology.discovery.by === 'postgres' ? urlOf(plan.sharedDatabase) : undefined,
    broker: talks ? topology.broker?.url : undefined,
  };
}
