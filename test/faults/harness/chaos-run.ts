import { join } from 'node:path';
import { failpointsFor, failpointsStruck } from './armed-failpoints.ts';
import type { FaultGroup, Poison, Target } from './fault.ts';
import { type FaultSchedule, faultsOf, unleash } from './fault-schedule.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { History } from './history.ts';
import { unexplainedAnswers } from './injected-throws.ts';
import { judge, type Verdict } from './invariants.ts';
import { openMarket } from './market.ts';
import { redriveParked } from './poison.ts';
import { type Quiet, unreadyAmong, untilQuiet } from './quiescence.ts';
import { type Random, randomFrom } from './random.ts';
import { type Recovery, RecoveryWatch } from './recovery.ts';
import { ShopCalls } from './shop-calls.ts';
import { ShopFleet } from './shop-fleet.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';
import { startWorkload } from './workload.ts';

export interface ChaosOptions {
  readonly seed: number;
  /** How long faults happen; the market is opened before, and everything comes to rest after. */
  readonly faultsMs: number;
  readonly processes: number;
  readonly groups: readonly FaultGroup[];
  readonly visitsPerSecond?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (state: Progress) => void;
}

export interface Progress {
  readonly phase: 'opening' | 'faults' | 'coming to rest' | 'judging';
  readonly visits: number;
  readonly calls: number;
  readonly hits: number;
}

export interface ChaosResult {
  readonly seed: number;
  readonly passed: boolean;
  readonly verdicts: readonly Verdict[];
  readonly hits: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
  readonly recovery: Recovery;
  readonly quietAfterMs: number | undefined;
  readonly counts: Readonly<Record<string, number>>;
  /** Where history, logs and ledgers are; kept where something was broken. */
  readonly directory: string;
}

/** One run: a market, customers, faults; then no faults, rest, and judgement. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const surroundings = await startSurroundings();
  let passed = false;
  try {
    const result = await runIn(surroundings, options);
    passed = result.passed;
    return result;
  } finally {
    await surroundings.stop({ keepFiles: !passed });
  }
}

async function runIn(surroundings: Surroundings, options: ChaosOptions): Promise<ChaosResult> {
  const { directory, postgres, provider, carrier } = surroundings;
  const random = randomFrom(options.seed);
  const failpoints = { armed: false, random: random.fork('failpoints') };
  const poison: Poison = { failpoint: undefined };
  const fleet = new ShopFleet(
    options.processes,
    { databaseUrl: postgres.url, providerUrl: provider.url, carrierUrl: carrier.url, directory },
    () => failpointsFor(failpoints.armed ? failpoints.random : undefined, poison),
  );
  const scene: Scene = {
    ...{ surroundings, fleet, random, failpoints, poison },
    history: new History(join(directory, 'history.jsonl')),
    watch: new RecoveryWatch(postgres),
  };
  await fleet.open();
  try {
    const { visits, faults, redriven } = await safety(scene, options);
    const quiet = await untilQuiet(postgres, LONGEST_REST_MS);
    const unready = await unreadyAmong(fleet.running, 10_000);
    options.progress?.({ phase: 'judging', visits, calls: scene.history.calls.length, hits: 0 });
    await fleet.close();
    return await judgement(scene, { seed: options.seed, visits, faults, redriven, quiet, unready });
  } finally {
    await fleet.close();
  }
}

interface Scene {
  readonly surroundings: Surroundings;
  readonly fleet: ShopFleet;
  readonly random: Random;
  readonly history: History;
  readonly watch: RecoveryWatch;
  readonly failpoints: { armed: boolean; readonly random: Random };
  readonly poison: Poison;
}

/** Longer than what is promised, so that a broken promise is measured. */
const LONGEST_REST_MS = 180_000;

/** Safety: customers come and faults happen, until the time is over and all has healed; then nobody comes any more. */
async function safety({ surroundings, fleet, random, history, watch, failpoints, poison }: Scene, options: ChaosOptions) {
  const { faultsMs, groups, visitsPerSecond = 4, signal = new AbortController().signal, progress } = options;
  const chooser = random.fork('processes');
  const calls = new ShopCalls(history, () => fleet.address((count) => chooser.integer(0, count)));
  const market = await openMarket(calls, { hot: 3, cold: 30, users: 4 }, random.fork('market'));
  const customers = { calls, market, random: random.fork('workload'), run: `seed ${options.seed}` };
  const workload = startWorkload({ ...customers, visitsPerSecond, customers: 40 });
  failpoints.armed = groups.includes('process');
  const target: Target = {
    surroundings,
    fleet,
    random: random.fork('faults'),
    died: (what) => watch.died(what),
    stalled: new Set(),
    poison,
  };
  const faults = unleash(faultsOf(groups), target, { forMs: faultsMs, signal });
  const report = (phase: Progress['phase']) => {
    const hits = [...faults.hits.values()].reduce((sum, count) => sum + count, 0);
    progress?.({ phase, visits: workload.visits, calls: history.calls.length, hits });
  };
  const ticker = setInterval(() => report('faults'), 1_000);
  await faults.over.finally(() => clearInterval(ticker));
  report('coming to rest');
  failpoints.armed = false;
  // Nobody new comes, so that what is measured from the last fault on is the way to rest.
  const gone = workload.stop();
  await lastFault(target);
  await gone;
  return { visits: workload.visits, faults, redriven: await redriveParked(surroundings.postgres) };
}

interface Outcome {
  readonly seed: number;
  readonly visits: number;
  readonly faults: FaultSchedule;
  /** Messages that were parked because processes died of them, and handled after all. */
  readonly redriven: number;
  readonly quiet: Quiet;
  readonly unready: readonly string[];
}

async function judgement(
  { surroundings, fleet, history, watch }: Scene,
  { seed, visits, faults, redriven, quiet, unready }: Outcome,
): Promise<ChaosResult> {
  const gathered = await gatherEvidence({ ...surroundings, restedAt: quiet.at });
  const struck = await failpointsStruck(surroundings.directory);
  const verdicts = judge({
    ...gathered,
    ...{ calls: history.calls, quietAfterMs: quiet.afterMs, unrest: quiet.unrest, unready },
    complaints: [...gathered.complaints, ...fleet.unordered, ...unexplainedAnswers(history.calls, struck)],
  });
  const missed = [...faults.hits].filter(([, count]) => count === 0).map(([name]) => name);
  return {
    ...{ seed, verdicts, quietAfterMs: quiet.afterMs, directory: surroundings.directory },
    passed: missed.length === 0 && verdicts.every(({ violations }) => violations.length === 0),
    hits: new Map([...faults.hits, ...[...struck].map(([name, count]) => [`failpoint ${name}`, count] as const)]),
    problems: [...missed.map((name) => `${name} never hit: the run proves nothing about it`), ...faults.problems],
    recovery: await watch.recovery(),
    counts: { ...countsOf(history, gathered.orders, visits), 'messages parked and redriven': redriven },
  };
}

/** The last fault: every process is killed at once, and begins again without failpoints. */
async function lastFault({ fleet, died }: Target): Promise<void> {
  await fleet.whole(120_000);
  const last = fleet.running;
  for (const process of last) fleet.expectEnd(process);
  await Promise.all(last.map((process) => process.kill()));
  await died('kill -9 of all');
  await fleet.whole(120_000);
}

function countsOf(history: History, orders: readonly { readonly status: string }[], visits: number) {
  const statuses = Object.fromEntries(
    [...Map.groupBy(orders, ({ status }) => status)].map(([status, group]) => [`orders ${status}`, group.length]),
  );
  const madeToFail = history.calls.filter(({ status }) => status === 500).length;
  const calls = {
    'answered 500, as made to fail': madeToFail,
    ok: history.count('ok'),
    refused: history.count('refused'),
    unknown: history.count('unknown'),
  };
  return {
    visits,
    ...Object.fromEntries(Object.entries(calls).map(([name, count]) => [`calls ${name}`, count])),
    orders: orders.length,
    ...statuses,
  };
}
