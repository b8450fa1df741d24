import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startTopologyRun } from '../test/topologies/conformance/topology-run.ts';
import { OPERATIONS_TOKEN, type TopologyTrial, topologyTrial } from './load/topology-trial.ts';

const HELP = `What a hop costs: one durable message, one whole order and a crowd of customers in each topology, one after the other.

node scripts/run.mjs bench/topologies.ts [--seconds N] [--customers N] [--only NAME] [--json]

  --seconds N     how long the crowd orders (default 20)
  --customers N   how large it is, each waiting for its order (default 16)
  --only NAME     one topology of topologies/ (default: single, mixed, processes, split)
  --json          the figures as one JSON document

Run it on a machine that does nothing else; it needs nats-server. Exits with 1 where an order was lost, doubled or charged wrongly.
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    customers: { type: 'string', default: '16' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const Numbers = z.object({ seconds: z.coerce.number().positive(), customers: z.coerce.number().int().positive() });
const numbers = Numbers.safeParse(values);
if (values.help || !numbers.success) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const trials: TopologyTrial[] = [];
for (const name of values.only === undefined ? ['single', 'mixed', 'processes', 'split'] : [values.only]) {
  trials.push(await tryOut(name, numbers.data));
}
report(trials);

async function tryOut(name: string, options: z.output<typeof Numbers>): Promise<TopologyTrial> {
  const run = await startTopologyRun(name, {
    durable: true,
    environment: {
      TESSERA_CHECK_ANSWERS: 'off',
      TESSERA_MONITOR_SECONDS: '5',
      TESSERA_OPERATIONS_TOKEN: OPERATIONS_TOKEN,
    },
  });
  try {
    return await topologyTrial(name, run, { ...options, say: (line) => console.error(line) });
  } finally {
    await run.stop();
  }
}

/** Numbers of a shop that broke its promises say nothing: they are not shown. */
function report(all: readonly TopologyTrial[]): void {
  const broken = all.flatMap((trial) => trial.broken.map((what) => `${trial.topology}: ${what}`));
  if (broken.length > 0) {
    console.error(`The invariants do not hold, so there is nothing to report: ${broken.join('; ')}`);
    process.exitCode = 1;
    return;
  }
  if (values.json) {
    console.log(JSON.stringify({ machine: machine(), trials: all.map(plain) }, null, 2));
    return;
  }
  console.log(`${machine()}; PostgreSQL and NATS sync to disk as in production, load generator on the same machine.\n`);
  console.log(
    '| | message p50 / p99 | order p50 / p99 | orders/s | at that load p50 / p99 | CPU ms per order | connections | memory |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const trial of all) console.log(rowOf(trial));
  console.log('\nCPU ms per order by process:\n');
  for (const { topology, processorMs } of all) console.log(`- ${topology}: ${sharesOf(processorMs)}`);
}

function rowOf({ topology, message, order, ordersPerSecond, orderUnderLoad, processorMs, ...rest }: TopologyTrial): string {
  const total = [...processorMs.values()].reduce((sum, ms) => sum + ms, 0);
  return `| ${[
    `\`${topology}\``,
    `${message.p50} / ${message.p99} ms`,
    `${order.p50} / ${order.p99} ms`,
    ordersPerSecond.toFixed(0),
    `${orderUnderLoad.p50} / ${orderUnderLoad.p99} ms`,
    total.toFixed(0),
    rest.connections,
    `${rest.residentMb.toFixed(0)} MB`,
  ].join(' | ')} |`;
}

function sharesOf(processorMs: TopologyTrial['processorMs']): string {
  return [...processorMs]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${name} ${ms.toFixed(1)}`)
    .join(', ');
}

function plain({ processorMs, ...trial }: TopologyTrial) {
  return { ...trial, processorMs: Object.fromEntries(processorMs) };
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), Node ${process.versions.node}`;
}
