import { z } from 'zod';
import { onlyDatabase } from '../test/faults/harness/shop-databases.ts';
import { startShopProcess } from '../test/faults/harness/shop-processes.ts';
import { type Surroundings, startSurroundings } from '../test/faults/harness/surroundings.ts';
import { openShop } from './load/open-shop.ts';
import { overloadTrial, type Phase, type Trial } from './load/overload-trial.ts';
import { runBenchmark } from './report/command.ts';
import type { Findings, Row } from './report/findings.ts';
import { latencyOf } from './report/quantile.ts';
import { settingOf } from './report/setting.ts';

await runBenchmark({
  help: `How much of its peak a shop keeps when two and ten times as much is asked of it: a table, in about N x 10 seconds.

npm run bench -- overload [options]

  --seconds N     how long each load is tried, an overload twice as long (default 10)
`,
  options: { seconds: z.coerce.number().positive().default(10) },
  async measure({ seconds }, say) {
    const surroundings = await startSurroundings();
    try {
      return await tryOut(surroundings, seconds, say);
    } finally {
      await surroundings.stop({ keepFiles: false });
    }
  },
});

async function tryOut(surroundings: Surroundings, seconds: number, say: (line: string) => void): Promise<Findings> {
  const { postgres, provider, carrier, directory } = surroundings;
  const places = { databaseUrl: postgres.url, providerUrl: provider.url, carrierUrl: carrier.url, directory };
  const process = await startShopProcess({ ...places, environment: { TESSERA_CHECK_ANSWERS: 'off' } });
  try {
    const goods = await openShop(process.url);
    const shop = { databases: onlyDatabase(postgres), provider };
    const load = { customers: [16, 48, 96], factors: [2, 10], seconds };
    return findingsOf(await overloadTrial({ url: process.url, goods, shop, ...load, say }), await postgres.asOwner(settingOf));
  } finally {
    await process.stop();
  }
}

function findingsOf({ peakPerSecond, phases, broken }: Trial, setting: readonly string[]): Findings {
  const peak = `${peakPerSecond.toFixed(0)} orders confirmed each second, customers waiting for each`;
  return {
    benchmark: 'overload',
    question: 'How much of its peak does a shop keep when many times as much is asked of it?',
    setting,
    tables: [{ title: `Under overload; the peak was ${peak}`, rows: phases.map((phase) => rowOf(phase, peakPerSecond)) }],
    broken,
  };
}

function rowOf({ factor, offeredPerSecond, confirmedPerSecond, report, healthMs, recoveredMs }: Phase, peak: number): Row {
  return {
    load: `${factor}×`,
    'offered/s': offeredPerSecond.toFixed(0),
    'confirmed/s': confirmedPerSecond.toFixed(0),
    'of peak': `${((confirmedPerSecond / peak) * 100).toFixed(0)} %`,
    accepted: report.accepted,
    shed: report.shed,
    failed: Object.values(report.failed).reduce((sum, count) => sum + count, 0),
    'p99 accepted (ms)': latencyOf(report.acceptedMs).p99,
    'slowest /health (ms)': healthMs,
    'recovered (s)': (recoveredMs / 1_000).toFixed(1),
  };
}
