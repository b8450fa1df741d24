import { ONLY, type ProcessPlan, planOf, SHARED_BY_GATEWAYS, singlePlan } from './topology/plan.ts';
import { readTopology } from './topology/read-topology.ts';
import type { Topology } from './topology/topology.ts';
import { TopologyError } from './topology/topology-error.ts';

/** Which process this is, and what its topology says of it. */
export interface Placement {
  /** Undefined where everything is in one process. */
  readonly topology: Topology | undefined;
  readonly plan: ProcessPlan;
  /** The databases with modules that are at work here. */
  readonly databases: readonly NeededDatabase[];
}

/** A database as a topology names it. */
export interface NeededDatabase {
  readonly name: string;
  /** The environment variable with its connection string. */
  readonly variable: string;
  /** The schemas in it that concern this process. */
  readonly schemas: readonly string[];
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
  const whole = singlePlan(modules);
  if (file === undefined) {
    const only = { name: ONLY, variable: 'DATABASE_URL', schemas: [...modules, SHARED_BY_GATEWAYS] };
    return { topology: undefined, plan: whole, databases: [only] };
  }
  const topology = readTopology(file, modules);
  const databases = Object.entries(topology.databases).map(([database, { url, modules: schemas }]) => ({
    name: database,
    variable: url,
    schemas,
  }));
  if (name === undefined) return { topology, plan: whole, databases };
  const plan = planOf(topology, name);
  if (plan === undefined)
    throw new TopologyError([`${file}: there is no process ${name}; there are ${Object.keys(topology.processes).join(', ')}`]);
  return { topology, plan, databases: databases.filter((database) => database.name === plan.database) };
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
