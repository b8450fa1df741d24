import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '#shared-kernel/errors.ts';
import { clockFaults } from './clock-faults.ts';
import { deliveryFaults } from './delivery-faults.ts';
import type { Fault, FaultGroup, Target } from './fault.ts';
import { foreignFaults } from './foreign-faults.ts';
import { poisonFaults } from './poison.ts';
import { postgresFaults } from './postgres-faults.ts';
import { processFaults } from './process-faults.ts';
import type { Random } from './random.ts';

const ALL: readonly Fault[] = [
  ...processFaults,
  ...clockFaults,
  ...postgresFaults,
  ...deliveryFaults,
  ...poisonFaults,
  ...foreignFaults,
];
/** The group of each fault, by its name. */
export const GROUP_OF_FAULT: ReadonlyMap<string, FaultGroup> = new Map(ALL.map(({ name, group }) => [name, group]));

/** Faults at work at the same time. */
const HANDS = 3;
const LONGEST_STORM_MS = 15_000;
/** How much longer a fault is given that has not hit yet. */
const GRACE_MS = 60_000;

export interface FaultSchedule {
  /** How often each chosen fault has hit. */
  readonly hits: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
  /** Resolves when the time is over and everything has healed. */
  readonly over: Promise<void>;
}

export function faultsOf(groups: readonly FaultGroup[]): readonly Fault[] {
  return ALL.filter(({ group }) => groups.includes(group));
}

/**
 * Lets the faults loose for a time, a few at once: each in turn has a storm of its own, in the order of a
 * deck shuffled by the seed, so that every one comes to its turn and all meet each other.
 */
export function unleash(faults: readonly Fault[], target: Target, { forMs, signal }: { forMs: number; signal: AbortSignal }) {
  const hits = new Map(faults.map(({ name }) => [name, 0]));
  const problems: string[] = [];
  const until = Date.now() + forMs;
  const stormMs = Math.min(LONGEST_STORM_MS, (forMs * HANDS * 0.9) / Math.max(faults.length, 1));
  const deck = [...shuffled(faults, target.random)];
  // Where the time is short, what has not had its turn yet has a short one after it.
  const waiting = new Set(faults);

  async function playOn(): Promise<void> {
    while ((Date.now() < until || waiting.size > 0) && !signal.aborted) {
      if (deck.length === 0) deck.push(...shuffled(faults, target.random));
      const fault = deck.pop();
      if (!fault) return;
      waiting.delete(fault);
      await storm(fault, Math.min(until, Date.now() + stormMs));
    }
  }

  async function storm(fault: Fault, end: number): Promise<void> {
    const leftMs = () => end + (hits.get(fault.name) === 0 ? GRACE_MS : 0) - Date.now();
    do {
      try {
        hits.set(fault.name, (hits.get(fault.name) ?? 0) + (await fault.strike(target)));
      } catch (error) {
        problems.push(`${fault.name}: ${messageOf(error)}`);
      }
      const [least, most] = fault.everySeconds;
      await pause(Math.max(0, Math.min(leftMs(), 1_000 * (least + target.random.next() * (most - least)))));
    } while (leftMs() > 0 && !signal.aborted);
    await fault.heal?.(target).catch((error: unknown) => problems.push(`${fault.name}: ${messageOf(error)}`));
  }

  const over = Promise.all(Array.from({ length: Math.min(HANDS, faults.length) }, playOn)).then(() => undefined);
  return { hits, problems, over } satisfies FaultSchedule;
}

function shuffled(faults: readonly Fault[], random: Random): readonly Fault[] {
  return faults
    .map((fault) => ({ fault, place: random.next() + (fault.slow ? 1 : 0) }))
    .sort((a, b) => a.place - b.place)
    .map(({ fault }) => fault);
}
