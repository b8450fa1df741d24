import { processorTime } from '../load/processor-time.ts';
import { type Latency, latencyOf } from '../report/quantile.ts';
import { type ReadReport, readAgainAndAgain } from './load-order.ts';
import type { Read } from './reads-of.ts';

/** One of those who answer the same reads. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

/** How one of them answered one read. */
export interface Result extends Latency {
  readonly contestant: string;
  readonly perSecond: number;
  /** Processor microseconds of its process for each answer. */
  readonly processorUs: number;
  readonly kilobytes: number;
  readonly failed: readonly string[];
}

export interface ContestOptions {
  readonly connections: number;
  /** Of each round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Where the database keeps its files. */
  readonly directory: string;
}

const WARM_UP_SECONDS = 2;

/** Has all of them answer a read, in turns, because the speed of a machine drifts. */
export async function contest(
  contestants: readonly Contestant[],
  read: Read,
  options: ContestOptions,
): Promise<readonly Result[]> {
  const trials: Trial[] = contestants.map((contestant) => ({ contestant, rounds: [] }));
  for (const { contestant } of trials) await ask(contestant, read, { ...options, seconds: WARM_UP_SECONDS });
  for (let round = 0; round < options.rounds; round += 1) {
    // Who comes second finds the caches of the database as the first left them: they take turns in that, too.
    const order = round % 2 === 0 ? trials : trials.toReversed();
    for (const { contestant, rounds } of order) rounds.push(await ask(contestant, read, options));
  }
  return trials.map(({ contestant, rounds }) => resultOf(contestant, rounds));
}

interface Trial {
  readonly contestant: Contestant;
  readonly rounds: Round[];
}

interface Round extends ReadReport {
  readonly processorSeconds: number;
}

async function ask({ url, pid }: Contestant, read: Read, options: ContestOptions): Promise<Round> {
  const { seconds, connections, directory } = options;
  const spent = () => processorTime(new Map([[pid, 'server']]), directory).get('server') ?? 0;
  const before = spent();
  const report = await readAgainAndAgain({ url, targets: [...read.targets], seconds, connections });
  return { ...report, processorSeconds: spent() - before };
}

function resultOf({ name }: Contestant, rounds: readonly Round[]): Result {
  const took = rounds.flatMap((round) => round.took);
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  return {
    contestant: name,
    perSecond: took.length / sum(({ seconds }) => seconds),
    processorUs: (sum(({ processorSeconds }) => processorSeconds) * 1e6) / took.length,
    kilobytes: sum(({ bytes }) => bytes) / took.length / 1_000,
    failed: rounds.flatMap(({ failed }) => Object.entries(failed).map(([how, times]) => `${times} answers: ${how}`)),
    ...latencyOf(took),
  };
}
