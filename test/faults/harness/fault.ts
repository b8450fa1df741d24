import type { RunningProcess } from './processes.ts';
import type { Random } from './random.ts';
import type { ShopFleet } from './shop-fleet.ts';
import type { Surroundings } from './surroundings.ts';

/** The groups of faults that a run can be told to keep to. */
export const FAULT_GROUPS = ['driver', 'process', 'postgres', 'delivery', 'saga'] as const;
export type FaultGroup = (typeof FAULT_GROUPS)[number];

/** Which message ends every process that begins it; the processes that start know of it. */
export interface Poison {
  /** As `TESSERA_FAILPOINTS` names it: `bus.withMessage/<queue>/<subject>`. */
  failpoint: string | undefined;
}

/** What faults are done to, and with. */
export interface Target {
  readonly surroundings: Surroundings;
  readonly fleet: ShopFleet;
  readonly random: Random;
  /** Written down whenever a process or the server dies, to measure what comes after it. */
  readonly died: (what: string) => Promise<void>;
  /** Processes that stand still just now, and are left alone by other faults. */
  readonly stalled: Set<RunningProcess>;
  /** One message at a time, at the most, is poison. */
  readonly poison: Poison;
}

/** Something that goes wrong, again and again while its time lasts. */
export interface Fault {
  readonly name: string;
  readonly group: FaultGroup;
  /** Where one strike takes long: it is then begun early. */
  readonly slow?: true;
  /** Seconds between two strikes, at least and at most. */
  readonly everySeconds: readonly [number, number];
  /** Resolves to how often it hit. */
  strike(target: Target): Promise<number>;
  /** Ends what lasts. */
  heal?(target: Target): Promise<void>;
}

/** A process that runs, by chance. */
export function anyOf({ fleet, random, stalled }: Target): RunningProcess | undefined {
  const processes = fleet.running.filter((process) => !stalled.has(process));
  return processes[random.integer(0, processes.length)];
}
