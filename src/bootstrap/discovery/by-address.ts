import type { Topology } from '../topology/topology.ts';
import type { Discovery, Instance } from './instance.ts';

/** A process of the topology that a gateway passes requests on to. */
export interface Target {
  readonly process: string;
  readonly modules: readonly string[];
  readonly address: string;
}

/** The processes with modules, besides this one. */
export function targetsOf({ processes }: Topology, self: string): readonly Target[] {
  return Object.entries(processes)
    .filter(([process, { modules }]) => process !== self && modules.length > 0)
    .map(([process, { modules, address }]) => ({ process, modules, address }));
}

/** Each process has one instance, where the topology says. */
export function byAddress(targets: readonly Target[]): Discovery {
  return {
    start: async (found) => found(targets.map((target) => instanceAt(target, target.address))),
    stop: async () => undefined,
  };
}

/** An instance that cannot say anything of itself. */
export function instanceAt({ process, modules }: Target, address: string): Instance {
  return { id: `${process}@${address}`, process, modules, address, metadata: {} };
}
