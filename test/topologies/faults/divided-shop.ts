import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../src/bootstrap/free-port.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { Topology } from '../../../src/bootstrap/topology/topology.ts';
import { Ensemble } from '../../../src/bootstrap/up/ensemble.ts';
import type { LogStream } from '../../../src/bootstrap/up/log-stream.ts';
import { environmentOfProcess } from '../../../src/bootstrap/up/process-environment.ts';
import { startDatabases } from '../../../src/bootstrap/up/start-databases.ts';
import { type RunningProcess, startProcess } from '../../faults/harness/processes.ts';
import { ADMIN, OPERATIONS_TOKEN, startCarrier, startProvider } from '../../faults/harness/shop-processes.ts';
import { KEY_ENCRYPTION_KEYS } from '../../support/key-encryption-keys.ts';
import { type NatsServer, startNatsServer } from '../../support/nats-server.ts';
import { type DividedDatabases, dividedDatabases } from './divided-databases.ts';

/** A shop in several processes and databases, with a broker between: each can be started and ended by itself. */
export interface DividedShop {
  readonly databases: DividedDatabases;
  readonly broker: NatsServer;
  readonly provider: RunningProcess;
  readonly carrier: RunningProcess;
  /** With the logs, and in `data` what the shop keeps in files. */
  readonly directory: string;
  /** The names of its processes; those that others are reached through come last. */
  readonly processes: readonly string[];
  /** Starts an instance of a process. */
  start(process: string, start?: InstanceStart): Promise<RunningProcess>;
  /** Ends all that was started. */
  stop(): Promise<void>;
}

export interface InstanceStart {
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that it loads before anything else. */
  readonly imports?: readonly string[];
}

export interface Division {
  /** Of the topologies that the project ships. */
  readonly topology: 'split' | 'mixed';
  readonly discovery?: Topology['discovery'];
}

const TOPOLOGIES = join(import.meta.dirname, '../../../topologies');
/** On a machine that does other things too. */
const START_WITHIN_MS = 400_000;

/** Starts databases, broker and the systems outside; of the shop itself nothing. */
export async function prepareDividedShop(division: Division): Promise<DividedShop> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-divided-'));
  // Postgres may run as another user, who has to get through.
  await chmod(directory, 0o755);
  const ensemble = new Ensemble();
  const file = join(directory, 'topology.json');
  const topology = await onFreePorts(division);
  await writeFile(file, JSON.stringify(topology));
  const users = Object.entries(topology.processes).map(([name, its]) => ({ name, password: name, modules: its.modules }));
  const outside = await Promise.all([startProvider(directory), startCarrier(directory), startNatsServer({ users })]);
  const [provider, carrier, broker] = outside;
  const dataDirectory = join(directory, 'data');
  const options = { file, modules, environment: {}, dataDirectory, stopWithinMs: 30_000, logs: UNHEARD, durable: false };
  const urls = await startDatabases(topology, options, ensemble);
  const own = { TESSERA_TOPOLOGY: file, TESSERA_DATA_DIR: dataDirectory, NATS_URL: broker.url };
  const starter = instanceStarter({ topology, directory, environment: { ...environmentOf(provider, carrier), ...urls, ...own } });
  return {
    databases: dividedDatabases(topology, urls, dataDirectory),
    ...{ broker, provider, carrier, directory },
    processes: processesOf(topology),
    start: starter.start,
    async stop() {
      await starter.killAll();
      await Promise.all([...outside.map((each) => each.stop()), ensemble.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const UNHEARD: LogStream = { of: () => () => undefined };

interface InstanceStarter {
  readonly topology: Topology;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

function instanceStarter({ topology, directory, environment: shared }: InstanceStarter) {
  const started: Promise<RunningProcess>[] = [];
  return {
    start(process: string, { environment = {}, imports = [] }: InstanceStart = {}): Promise<RunningProcess> {
      const told = environmentOfProcess(process, topology, {
        ...shared,
        NATS_URL: asUser(process, shared.NATS_URL),
        ...environment,
      });
      // Where instances announce themselves, there may be several of them.
      const port = topology.discovery.by === 'address' ? {} : { PORT: '0' };
      const start = startProcess({
        ...{
          file: 'src/bootstrap/main.ts',
          imports,
          log: join(directory, `shop-${process}.log`),
          readyWithinMs: START_WITHIN_MS,
        },
        environment: defined({ ...told, ...port }),
      });
      started.push(start);
      return start;
    },
    async killAll(): Promise<void> {
      const running = await Promise.allSettled(started);
      await Promise.all(running.map((each) => (each.status === 'fulfilled' ? each.value.kill() : undefined)));
    },
  };
}

function asUser(process: string, url = ''): string {
  return url.replace('//', `//${process}:${process}@`);
}

function processesOf({ processes }: Topology): readonly string[] {
  const isGateway = ([, { gateway }]: [string, Topology['processes'][string]]) => Number(gateway);
  return Object.entries(processes)
    .toSorted((one, other) => isGateway(one) - isGateway(other))
    .map(([name]) => name);
}

async function onFreePorts({ topology: name, discovery = { by: 'address' } }: Division): Promise<Topology> {
  const topology = Topology.parse(JSON.parse(await readFile(join(TOPOLOGIES, `${name}.json`), 'utf8')));
  const processes: Record<string, Topology['processes'][string]> = {};
  for (const [name, process] of Object.entries(topology.processes)) {
    processes[name] = { ...process, address: `127.0.0.1:${await freePort()}` };
  }
  return { ...topology, processes, discovery, transport: 'plain' };
}

function environmentOf(provider: RunningProcess, carrier: RunningProcess): Readonly<Record<string, string>> {
  return {
    NODE_ENV: 'test',
    PAYMENTS_PROVIDER_URL: provider.url,
    SHIPPING_CARRIER_URL: carrier.url,
    TESSERA_ADMIN_EMAIL: ADMIN.email,
    TESSERA_ADMIN_PASSWORD: ADMIN.password,
    TESSERA_OPERATIONS_TOKEN: OPERATIONS_TOKEN,
    TESSERA_RATE_LIMITS: 'off',
    TESSERA_CHECK_ANSWERS: 'on',
    TESSERA_MONITOR_SECONDS: '1',
    TESSERA_ALLOW_FAILPOINTS: 'yes',
    // On a busy machine a step takes its time: none is given up, and no order is refused for being late.
    TESSERA_MOST_LATE_SECONDS: '600',
    ORDERS_STEP_SECONDS: '3600',
    LOG_LEVEL: 'warn',
    ...KEY_ENCRYPTION_KEYS,
  };
}

function defined(environment: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
