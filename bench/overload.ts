import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startShopProcess } from '../test/faults/harness/shop-processes.ts';
import { type Surroundings, startSurroundings } from '../test/faults/harness/surroundings.ts';
import { openShop, overloadTrial, type Phase, quantile, type Trial } from './load/overload-trial.ts';

const HELP = `How much of its peak a shop keeps when two and ten times as much is asked of it: a table, in about N x 10 seconds.

node scripts/run.mjs bench/overload.ts [--seconds N]

  --seconds N   how long each load is tried, an overload twice as long (default 10)

Run it on a machine that does nothing else. Exits with 1 where an order was lost, doubled or charged wrongly.
`;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, help: { type: 'boolean', short: 'h', default: false } },
});
const seconds = z.coerce.number().positive().safeParse(values.seconds);
if (values.help || !seconds.success) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const surroundings = await startSurroundings();
try {
  report(await tryOut(surroundings, seconds.data));
} finally {
  await surroundings.stop({ keepFiles: false });
}

async function tryOut({ postgres, provider, carrier, directory }: Surroundings, secondsEach: number): Promise<Trial> {
  const shop = await startShopProcess({
    databaseUrl: postgres.url,
    providerUrl: provider.url,
    carrierUrl: carrier.url,
    directory,
  });
  const options = {
    url: shop.url,
    customers: [16, 48, 96],
    factors: [2, 10],
    seconds: secondsEach,
    say: (line: string) => console.error(line),
  };
  try {
    await openShop(shop.url);
    return await postgres.asOwner((database) => overloadTrial({ ...options, database }));
  } finally {
    await shop.stop();
  }
}

/** Numbers of a shop that broke its promises say nothing: they are not shown. */
function report({ peakPerSecond, phases, broken }: Trial): void {
  if (broken.length > 0) {
    console.error(`The invariants do not hold, so there is nothing to report: ${broken.join('; ')}`);
    process.exitCode = 1;
    return;
  }
  console.log(`Peak: ${peakPerSecond.toFixed(0)} orders confirmed per second, customers waiting for each.\n`);
  console.log('| load | offered/s | confirmed/s | of peak | accepted | shed | p99 accepted | slowest /health | recovered |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const phase of phases) console.log(rowOf(phase, peakPerSecond));
}

function rowOf({ factor, offeredPerSecond, confirmedPerSecond, report, healthMs, recoveredMs }: Phase, peak: number): string {
  const p99 = quantile(report.acceptedMs, 0.99);
  const share = `${((confirmedPerSecond / peak) * 100).toFixed(0)} %`;
  const failed = Object.values(report.failed).reduce((sum, count) => sum + count, 0);
  const cells = [`${factor}×`, offeredPerSecond.toFixed(0), confirmedPerSecond.toFixed(0), share, report.accepted, report.shed];
  return `| ${[...cells, `${p99} ms`, `${healthMs} ms`, `${(recoveredMs / 1000).toFixed(1)} s`].join(' | ')} |${failed > 0 ? ` ${failed} failed` : ''}`;
}
