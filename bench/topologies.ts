import { z } from 'zod';
import { startTopologyRun } from '../test/topologies/conformance/topology-run.ts';
import { AS_IN_PRODUCTION } from './load/bench-shop.ts';
import { type TopologyTrial, type TopologyTrialOptions, topologyTrial } from './load/topology-trial.ts';
import { runBenchmark } from './report/command.ts';
import type { Row } from './report/findings.ts';
import type { Latency } from './report/quantile.ts';
import { settingOf } from './report/setting.ts';

const TOPOLOGIES = ['single', 'mixed', 'processes', 'split'];

await runBenchmark({
  help: `What a hop costs: one durable message, one whole order and a crowd of customers in each topology, one after the other.
It needs nats-server.

npm run bench -- topologies [options]

  --seconds N     how long the crowd orders (default 20)
  --customers N   how large it is, each waiting for its order (default 16)
  --only NAME     one topology of topologies/ (default: ${TOPOLOGIES.join(', ')})
`,
  options: {
    seconds: z.coerce.number().positive().default(20),
    customers: z.coerce.number().int().positive().default(16),
    only: z.string().optional(),
  },
  async measure({ only, ...options }, say) {
    const trials: Tried[] = [];
    for (const name of only === undefined ? TOPOLOGIES : [only]) trials.push(await tryOut(name, { ...options, say }));
    return {
      benchmark: 'topologies',
      question: 'What does it cost that modules live in processes and databases of their own?',
      setting: trials[0]?.setting ?? [],
      tables: [
        { title: 'Topologies', rows: trials.map(rowOf) },
        { title: 'CPU ms per order, by process', rows: trials.map(sharesOf) },
      ],
      broken: trials.flatMap(({ topology, broken }) => broken.map((what) => `${topology}: ${what}`)),
    };
  },
});

interface Tried extends TopologyTrial {
  readonly setting: readonly string[];
}

async function tryOut(name: string, options: TopologyTrialOptions): Promise<Tried> {
  const run = await startTopologyRun(name, { durable: true, environment: AS_IN_PRODUCTION });
  try {
    const setting = await run.databases.of('orders').asOwner(settingOf);
    return { ...(await topologyTrial(name, run, options)), setting };
  } finally {
    await run.stop();
  }
}

function rowOf({ topology, message, order, ordersPerSecond, orderUnderLoad, processorMs, ...rest }: TopologyTrial): Row {
  return {
    topology,
    'message p50 / p99 (ms)': pair(message),
    'order p50 / p99 (ms)': pair(order),
    'orders/s': ordersPerSecond.toFixed(0),
    'at that load p50 / p99 (ms)': pair(orderUnderLoad),
    'messages per order': rest.messagesPerOrder.toFixed(1),
    'CPU ms per order': [...processorMs.values()].reduce((sum, ms) => sum + ms, 0).toFixed(0),
    connections: rest.connections,
    'memory (MB)': rest.residentMb.toFixed(0),
  };
}

function pair({ p50, p99 }: Latency): string {
  return `${p50} / ${p99}`;
}

function sharesOf({ topology, processorMs }: TopologyTrial): Row {
  const dearest = [...processorMs].toSorted(([, a], [, b]) => b - a);
  return { topology, processes: dearest.map(([name, ms]) => `${name} ${ms.toFixed(1)}`).join(', ') };
}
