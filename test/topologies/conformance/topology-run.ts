import { appendFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../src/bootstrap/free-port.ts';
import { modules } from '../../../src/bootstrap/modules.ts';
import { Topology } from '../../../src/bootstrap/topology/topology.ts';
import { Ensemble } from '../../../src/bootstrap/up/ensemble.ts';
import type { LogStream } from '../../../src/bootstrap/up/log-stream.ts';
import { type RunningTopology, up } from '../../../src/bootstrap/up/up.ts';
import type { BrokenConnectionName } from '../../faults/harness/broken-builds.ts';
import type { RunningProcess } from '../../faults/harness/processes.ts';
import { ADMIN, startCarrier, startProvider } from '../../faults/harness/shop-processes.ts';
import { KEY_ENCRYPTION_KEYS } from '../../support/key-encryption-keys.ts';
import { databasesOf, type TopologyDatabases } from './topology-databases.ts';

/** A shop in one of the topologies that the project ships, with everything around it, in a directory of its own. */
export interface TopologyRun {
  readonly running: RunningTopology;
  readonly databases: TopologyDatabases;
  readonly provider: RunningProcess;
  readonly carrier: RunningProcess;
  /** With the logs, and in `data` what the shop keeps in files. */
  readonly directory: string;
  /** Ends everything, and leaves nothing. */
  stop(): Promise<void>;
}

export interface TopologyRunOptions {
  readonly brokenBuild?: BrokenConnectionName;
  /** Besides, or instead of, what suits tests. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True where the time that a disk takes counts. Default false. */
  readonly durable?: boolean;
}

const TOPOLOGIES = join(import.meta.dirname, '../../../topologies');
const BREAKER = join(import.meta.dirname, '../../faults/harness/break-build.ts');

/** Starts it as `tessera up` does, on free ports of this machine. */
export async function startTopologyRun(name: string, options: TopologyRunOptions = {}): Promise<TopologyRun> {
  const { brokenBuild, environment = {}, durable = false } = options;
  const directory = await mkdtemp(join(tmpdir(), `tessera-${name}-`));
  // Postgres may run as another user, who has to get through.
  await chmod(directory, 0o755);
  const sandboxes = await Promise.all([startProvider(directory), startCarrier(directory)]);
  const [provider, carrier] = sandboxes;
  const ensemble = new Ensemble();
  const stop = async () => {
    await ensemble.stop();
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop(5_000)));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const running = await up(
      {
        file: await withFreePorts(join(TOPOLOGIES, `${name}.json`), join(directory, 'topology.json')),
        modules,
        environment: { ...environmentOf(provider, carrier), ...breaking(brokenBuild), ...environment },
        dataDirectory: join(directory, 'data'),
        stopWithinMs: 30_000,
        logs: logsIn(directory),
        durable,
      },
      ensemble,
    );
    const databases = databasesOf(running, join(directory, 'data'));
    const stopAll = async () => {
      databases.close();
      await stop();
    };
    return { running, databases, provider, carrier, directory, stop: stopAll };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same topology, where nobody else listens. */
async function withFreePorts(source: string, target: string): Promise<string> {
  const topology = Topology.parse(JSON.parse(await readFile(source, 'utf8')));
  const processes: Record<string, Topology['processes'][string]> = {};
  for (const [name, process] of Object.entries(topology.processes)) {
    processes[name] = { ...process, address: `127.0.0.1:${await freePort()}` };
  }
  await writeFile(target, JSON.stringify({ ...topology, processes }));
  return target;
}

function environmentOf(provider: RunningProcess, carrier: RunningProcess): Readonly<Record<string, string | undefined>> {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TZ: 'UTC',
    NODE_ENV: 'test',
    PAYMENTS_PROVIDER_URL: provider.url,
    SHIPPING_CARRIER_URL: carrier.url,
    TESSERA_ADMIN_EMAIL: ADMIN.email,
    TESSERA_ADMIN_PASSWORD: ADMIN.password,
    TESSERA_RATE_LIMITS: 'off',
    TESSERA_CHECK_ANSWERS: 'on',
    TESSERA_MONITOR_SECONDS: '1',
    // The suite asks whether everything comes out, not how soon: a machine that does other things too is no reason to refuse.
    TESSERA_MOST_LATE_SECONDS: '120',
    ORDERS_STEP_SECONDS: '600',
    WEBHOOK_ALLOW_LOOPBACK: 'yes',
    WEBHOOK_POLL_MS: '200',
    LOG_LEVEL: 'warn',
    ...KEY_ENCRYPTION_KEYS,
  };
}

function breaking(build: BrokenConnectionName | undefined): Readonly<Record<string, string>> {
  return build === undefined ? {} : { NODE_OPTIONS: `--import ${BREAKER}`, CHAOS_BROKEN_BUILD: build };
}

/** In the files where the harness looks for complaints. */
function logsIn(directory: string): LogStream {
  return { of: (name) => (line) => appendFileSync(join(directory, `shop-${name}.log`), `${line}\n`) };
}
