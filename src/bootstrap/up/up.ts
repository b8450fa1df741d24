import { resolve } from 'node:path';
import type { Environment } from '../environment.ts';
import { readTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import { assertAddressesFree } from './addresses.ts';
import type { Ensemble } from './ensemble.ts';
import { KeptProgram } from './kept-program.ts';
import { logInto } from './log-stream.ts';
import { makeCertificates, tlsVariables } from './make-certificates.ts';
import { nodeProgram } from './node-program.ts';
import { environmentOfProcess } from './process-environment.ts';
import { startBroker } from './start-broker.ts';
import { startDatabases } from './start-databases.ts';
import type { UpOptions } from './up-options.ts';

/** A topology that runs on this machine. What of it dies is started again. */
export interface RunningTopology {
  readonly topology: Topology;
  /** The gateway's. */
  readonly url: string;
  readonly processes: readonly RunningProcess[];
  /** What the CLI needs besides the environment of this process to work on the shop: the topology, and databases that were started here. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A process of it. */
export interface RunningProcess {
  readonly name: string;
  readonly url: string;
  /** It changes when the process is started again. Undefined while there is none. */
  readonly pid: number | undefined;
}

/**
 * Starts all processes of a topology on this machine, and what they stand on where it was not given: PostgreSQL and NATS.
 * All of it belongs to `ensemble`, also where this fails halfway: whoever calls stops that.
 */
export async function up(options: UpOptions, ensemble: Ensemble): Promise<RunningTopology> {
  const topology = readTopology(
    options.file,
    options.modules.map(({ name }) => name),
  );
  await assertAddressesFree(topology);
  const environment = {
    ...(await startDatabases(topology, options, ensemble)),
    TESSERA_TOPOLOGY: resolve(options.file),
    TESSERA_DATA_DIR: resolve(options.dataDirectory),
  };
  const certificates = await makeCertificates(topology, options);
  const accessTo = await startBroker({ topology, certificates, ensemble }, options);
  const processes = Object.keys(topology.processes).map((name) => {
    const shared = { ...options.environment, ...environment, ...accessTo(name), ...tlsVariables(certificates, name) };
    return shopProcess(name, environmentOfProcess(name, topology, shared), options);
  });
  const isGateway = ({ name }: KeptProgram) => topology.processes[name]?.gateway ?? false;
  await ensemble.start(processes.filter((process) => !isGateway(process)));
  await ensemble.start(processes.filter(isGateway));
  return { topology, url: urlOf(processes.find(isGateway)), processes: processes.map(shown), environment };
}

const READY_WITHIN_MS = 120_000;
const MAIN = resolve(import.meta.dirname, '../main.ts');

function shopProcess(name: string, environment: Environment, { stopWithinMs, logs }: UpOptions): KeptProgram {
  const options = { name, file: MAIN, environment, readyWithinMs: READY_WITHIN_MS, stopWithinMs, say: logs.of(name) };
  return new KeptProgram(nodeProgram(options), logInto(logs.of('up')));
}

function shown(program: KeptProgram): RunningProcess {
  return {
    name: program.name,
    url: urlOf(program),
    get pid() {
      return program.current?.pid;
    },
  };
}

function urlOf(program: KeptProgram | undefined): string {
  return program?.current?.url ?? '';
}
