import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type ChaosOptions, type ChaosResult, type Progress, runChaos } from '../test/faults/harness/chaos-run.ts';
import { FAULT_GROUPS } from '../test/faults/harness/fault.ts';
import { reportOf } from '../test/faults/harness/report.ts';
import { failedSeeds, rememberFailedSeed } from '../test/faults/harness/seeds.ts';

const HELP = `Real processes, a real Postgres, customers, and everything that can go wrong; then a verdict for each invariant.

npm run chaos -- --minutes N --seed S [options]

  --minutes N       how long faults happen (default 5), in rounds of at most 5 minutes, each with a seed of its own
  --seed S          what is drawn is drawn from it: the first round has it, the next has the one after it (default: the time)
  --processes P     processes of the shop, 1 to 4 (default 2)
  --faults LIST     of ${FAULT_GROUPS.join(',')} (default: all)
  --rate N          visits of customers per second, at most (default 4)
  --no-saved        leaves out the seeds that failed before and are saved in test/faults/seeds.json
  --json            the results as JSON, and nothing else, on standard output

Exits with 1 where an invariant was broken or a chosen fault never hit. A seed that failed is saved and runs first from then on.
`;

const ROUND_MINUTES = 5;

const Options = z.object({
  minutes: z.coerce.number().positive().default(5),
  seed: z.coerce
    .number()
    .int()
    .default(() => Date.now() % 1_000_000),
  processes: z.coerce.number().int().min(1).max(4).default(2),
  faults: z
    .string()
    .default(FAULT_GROUPS.join(','))
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(FAULT_GROUPS)).min(1)),
  rate: z.coerce.number().positive().max(100).default(4),
});

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    processes: { type: 'string' },
    faults: { type: 'string' },
    rate: { type: 'string' },
    'no-saved': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const parsed = Options.safeParse(values);
  if (!parsed.success) {
    process.stderr.write(`${z.prettifyError(parsed.error)}\n\n${HELP}`);
    process.exit(2);
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopOrLeave(interrupt));
  const results: ChaosResult[] = [];
  for (const round of roundsOf(parsed.data)) {
    if (interrupt.signal.aborted) break;
    results.push(await play({ ...round, signal: interrupt.signal }));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, replaceMaps, 2)}\n`);
  else process.stdout.write(`\n${reportOf(results)}\n${verdictOf(results)}\n`);
  process.exit(results.length > 0 && results.every(({ passed }) => passed) ? 0 : 1);
}

/** The first signal ends the faults, and what was is judged; the second one ends everything at once. */
function stopOrLeave(interrupt: AbortController): void {
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
  say('\n  no more faults; interrupt again to leave without a verdict\n');
}

function roundsOf({ minutes, seed, processes, faults, rate }: z.output<typeof Options>): readonly ChaosOptions[] {
  const rounds = Math.ceil(minutes / ROUND_MINUTES);
  const faultsMs = (minutes * 60_000) / rounds;
  const asked = Array.from({ length: rounds }, (_, round) => ({ seed: seed + round, processes, groups: faults }));
  const saved = values['no-saved'] ? [] : failedSeeds();
  return [...saved, ...asked].map((round) => ({ ...round, faultsMs, visitsPerSecond: rate }));
}

async function play(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, processes, groups, faultsMs } = options;
  say(`seed ${seed}: ${processes} processes, ${Math.round(faultsMs / 1000)} s of ${groups.join(', ')}\n`);
  const result = await runChaos({ ...options, progress: showProgress(faultsMs) });
  const broke = result.verdicts.filter(({ violations }) => violations.length > 0).map(({ invariant }) => invariant);
  if (broke.length > 0) rememberFailedSeed({ seed, processes, groups: [...groups], broke });
  for (const problem of new Set(result.problems)) say(`  ${problem}\n`);
  say(
    result.passed
      ? `seed ${seed}: all invariants held\n`
      : `seed ${seed} FAILED (${broke.join(', ') || 'a fault never hit'}); see ${result.directory}\n`,
  );
  return result;
}

function showProgress(faultsMs: number): (state: Progress) => void {
  const start = Date.now();
  let shownAt = 0;
  return ({ phase, visits, calls, hits }) => {
    const seconds = Math.round((Date.now() - start) / 1000);
    const line = `${phase}, ${seconds} of ${Math.round(faultsMs / 1000)} s: ${visits} visits, ${calls} calls, ${hits} faults`;
    if (process.stderr.isTTY) say(`\r\u001b[K  ${line}${phase === 'judging' ? '\n' : ''}`);
    else if (phase !== 'faults' || Date.now() - shownAt >= 10_000) {
      shownAt = Date.now();
      say(`  ${line}\n`);
    }
  };
}

// Standard output belongs to the report.
function say(text: string): void {
  process.stderr.write(text);
}

function verdictOf(results: readonly ChaosResult[]): string {
  const failed = results.filter(({ passed }) => !passed).map(({ seed }) => seed);
  if (results.length === 0) return 'Nothing was run.';
  if (failed.length === 0) return `All invariants held in ${results.length} rounds.`;
  return `Failed with the seeds ${failed.join(', ')}; those that broke an invariant are saved in test/faults/seeds.json.`;
}

function replaceMaps(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}
