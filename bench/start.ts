import { join } from 'node:path';
import { z } from 'zod';
import { runBenchmark } from './report/command.ts';
import type { Findings, Target } from './report/findings.ts';
import { quantile } from './report/quantile.ts';
import { settingOf } from './report/setting.ts';
import { npmStart } from './start/npm-start.ts';
import { type Surroundings, withSurroundings } from './start/operated-shop.ts';
import {
  type MemoryTrial,
  memoryTrial,
  productionStarts,
  type StartTimes,
  startTrials,
  type TrialOptions,
} from './start/trials.ts';

const HELP = `How soon a shop is ready, and how much memory it holds: at rest, and while as many customers come as it can serve.

npm run bench -- start [options]

  --starts N      of each kind (default 7)
  --idleSeconds N at rest before memory is looked at (default 15)
  --seconds N     of each kind of load: reads, then whole orders (default 20)
  --connections N customers at the same time (default 32)
`;

await runBenchmark({
  help: HELP,
  options: {
    starts: z.coerce.number().int().positive().default(7),
    idleSeconds: z.coerce.number().nonnegative().default(15),
    seconds: z.coerce.number().positive().default(20),
    connections: z.coerce.number().int().positive().default(32),
  },
  measure: (options, say) =>
    withSurroundings(async (surroundings) => {
      const times = [...(await startTrials(surroundings, options)), await productionStarts(surroundings, options)];
      for (const { what, ms } of times) say(`${what}: ${ms.map((each) => each.toFixed(0)).join(', ')} ms`);
      const trials = await memoryTrials(surroundings, options);
      return reportOf(times, trials, [...(await settingOf(surroundings.owner)), loadOf(options)]);
    }),
});

async function memoryTrials({ directory, start }: Surroundings, options: TrialOptions): Promise<readonly MemoryTrial[]> {
  const production = await start({ name: 'production' });
  const trials = [await memoryTrial('production', production, options)];
  await production.stop();
  const place = {
    data: join(directory, 'data'),
    compileCache: join(directory, 'compiled'),
    log: join(directory, 'npm-start.log'),
  };
  const development = await npmStart(place);
  try {
    return [...trials, await memoryTrial('npm start', development, options)];
  } finally {
    await development.stop();
  }
}

function reportOf(times: readonly StartTimes[], trials: readonly MemoryTrial[], setting: readonly string[]): Findings {
  return {
    benchmark: 'start',
    question: 'How soon a shop is ready, and how much memory it holds.',
    setting,
    tables: [
      {
        title: 'Milliseconds from spawning it until it is ready',
        rows: times.map(({ what, ms }) => ({
          start: what,
          times: ms.length,
          median: Math.round(quantile(ms, 0.5)),
          worst: Math.round(Math.max(...ms)),
        })),
      },
      {
        title: 'MiB that the process of the shop holds, PostgreSQL not included',
        rows: trials.map(({ shop, ready, idle, peak, orders, reads }) => ({
          shop,
          ready: Math.round(ready),
          idle: Math.round(idle),
          'at the peak': Math.round(peak),
          'reads/s meanwhile': Math.round(reads),
          'orders/s meanwhile': Math.round(orders),
        })),
      },
    ],
    targets: [...times.flatMap(readyTarget), ...trials.flatMap(memoryTargets)],
    broken: trials.filter(({ orders }) => orders === 0).map(({ shop }) => `${shop}: no order was accepted`),
  };
}

/** What happens once is not what is promised. */
function readyTarget({ what, ms }: StartTimes): readonly Target[] {
  const median = quantile(ms, 0.5);
  if (ms.length === 1) return [];
  return [{ what: `${what}: ready`, wanted: 'within 2 s', found: `${(median / 1_000).toFixed(2)} s`, met: median < 2_000 }];
}

function memoryTargets({ shop, idle, peak }: MemoryTrial): readonly Target[] {
  const below = (what: string, wanted: number, found: number) => ({
    what: `${shop}: ${what}`,
    wanted: `below ${wanted} MiB`,
    found: `${found.toFixed(0)} MiB`,
    met: found < wanted,
  });
  return [below('at rest', 150, idle), below('at the peak', 400, peak)];
}

function loadOf({ idleSeconds, seconds, connections }: TrialOptions): string {
  return `at rest for ${idleSeconds} s, then ${connections} customers in a closed loop: ${seconds} s of reads, ${seconds} s of whole orders`;
}
