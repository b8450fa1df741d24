import { type Correspondent, type Crossing, crossings } from './crossings.ts';
import { databaseOf, SHARED_BY_GATEWAYS } from './plan.ts';
import type { Topology } from './topology.ts';

/** A topology with all that follows from it, as it is shown. */
export interface TopologyDescription {
  readonly processes: readonly ShownProcess[];
  readonly databases: readonly ShownDatabase[];
  /** The variable with the address of the broker. */
  readonly broker: string | undefined;
  readonly discovery: Topology['discovery']['by'];
  readonly transport: Topology['transport'];
  readonly crossings: readonly Crossing[];
}

interface ShownProcess {
  readonly name: string;
  readonly gateway: boolean;
  readonly modules: readonly string[];
  readonly address: string;
  /** Undefined for a gateway without modules. */
  readonly database: string | undefined;
}

interface ShownDatabase {
  readonly name: string;
  /** The variable with its connection string. */
  readonly url: string;
  readonly modules: readonly string[];
  /** What gateways share is kept in it. */
  readonly sharedByGateways: boolean;
}

/** A topology that was checked, for people and programs to look at. */
export function describeTopology(topology: Topology, modules: readonly Correspondent[]): TopologyDescription {
  const { processes, databases, broker, discovery, transport } = topology;
  return {
    processes: Object.entries(processes).map(([name, process]) => ({
      name,
      ...process,
      database: databaseOf(topology, process.modules[0]),
    })),
    databases: Object.entries(databases).map(([name, { url, modules: placed }]) => ({
      name,
      url,
      modules: placed.filter((module) => module !== SHARED_BY_GATEWAYS),
      sharedByGateways: placed.includes(SHARED_BY_GATEWAYS),
    })),
    broker: broker?.url,
    discovery: discovery.by,
    transport,
    crossings: crossings(topology, modules),
  };
}
