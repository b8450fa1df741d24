import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { runLoad } from '../load/load-order.ts';
import { processorTime, usedBetween } from '../load/processor-time.ts';
import type { Contestant } from './contestants.ts';
import { brokenIn, type Facts } from './facts.ts';

/** One shop under one load. */
export interface Heat {
  readonly name: Contestant['name'];
  /** Customers at the same time, each waiting for its order before it orders again. */
  readonly customers: number;
  readonly perSecond: number;
  /** From the request to the answer that the order is confirmed. */
  readonly milliseconds: readonly number[];
  /** Milliseconds of a processor for each order. */
  readonly nodeMs: number;
  readonly postgresMs: number;
}

/** Has customers order for so many seconds. Throws where an order was refused. */
export async function heat(
  contestant: Contestant,
  { customers, seconds, directory }: { readonly customers: number; readonly seconds: number; readonly directory: string },
): Promise<Heat> {
  const { url, pid } = contestant.process();
  const named = new Map([[pid, 'node']]);
  const before = processorTime(named, join(directory, 'postgres'));
  const load = { url, goods: [...contestant.goods], journey: 'order', seconds, connections: customers, wait: true } as const;
  const { from, to, acceptedMs, answered, failed } = await runLoad(load);
  const used = usedBetween(before, processorTime(named, join(directory, 'postgres')));
  const orders = answered.confirmed ?? 0;
  if (orders === 0 || Object.keys(failed).length > 0) {
    throw new Error(`${contestant.name}, ${customers} customers: ${JSON.stringify({ answered, failed })}`);
  }
  const perSecond = ((await contestant.confirmedBetween(from, to)) * 1_000) / (to - from);
  const eachMs = (name: string) => ((used.get(name) ?? 0) * 1_000) / orders;
  return {
    name: contestant.name,
    customers,
    perSecond,
    milliseconds: acceptedMs,
    nodeMs: eachMs('node'),
    postgresMs: eachMs('postgres'),
  };
}

/** What a process leaves behind that is killed while customers order. */
export interface Crash {
  readonly name: Contestant['name'];
  /** Orders under way when it was killed. */
  readonly leftBehind: number;
  /** From the new process's being ready until the last of them was confirmed. */
  readonly recoveredMs: number;
}

const CUSTOMERS = 16;
// The generator takes a moment to start.
const KILLED_AFTER_MS = 2_000;

/** Kills the process in the middle of orders, and waits until the next one has seen all of them through. */
export async function crash(contestant: Contestant): Promise<Crash> {
  const { url } = contestant.process();
  const load = runLoad({ url, goods: [...contestant.goods], journey: 'order', seconds: 3, connections: CUSTOMERS, wait: true });
  await pause(KILLED_AFTER_MS);
  await contestant.process().kill();
  const { other: leftBehind } = await contestant.readFacts(contestant.owner);
  await load;
  await contestant.restart();
  const started = performance.now();
  await settledFacts(contestant);
  return { name: contestant.name, leftBehind, recoveredMs: performance.now() - started };
}

/** The facts once no order is under way any more and all mails are noted. Where that does not come, whatever there is. */
export async function settledFacts({ owner, readFacts }: Contestant): Promise<Facts> {
  const facts = () => readFacts(owner);
  return await eventually(facts, {
    satisfies: (found) => brokenIn(found).length === 0,
    withinMs: 120_000,
    longestPauseMs: 500,
  }).catch(facts);
}
