import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { type Config, environmentWith, readConfig, readVariable } from '../../config.ts';
import { greeting } from '../../development/greet.ts';
import { seed } from '../../development/seed.ts';
import { modules } from '../../modules.ts';
import { stopOnSignals } from '../../stop-on-signals.ts';
import { readTopology } from '../../topology/read-topology.ts';
import { Ensemble } from '../../up/ensemble.ts';
import { logInto, logStream } from '../../up/log-stream.ts';
import { type RunningTopology, up as startTopology } from '../../up/up.ts';
import { defineCliCommand, type Outcome } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { withDatabases, withModules } from '../surroundings.ts';
import { textTable } from '../text-table.ts';
import { TOPOLOGY_OPTION } from './topology.ts';

export const up = defineCliCommand({
  usage: 'up',
  summary: 'starts all processes of a topology on this machine, for development and tests, and starts again what dies',
  failsWhen: 'something could not be started, or not be stopped in time',
  example: 'up --topology topologies/split.json',
  options: {
    ...TOPOLOGY_OPTION,
    '--data-dir <directory>': 'where databases, streams and sandboxes are kept; by the name of the topology in TESSERA_DATA_DIR',
  },
  input: z.object({ topology: z.string().optional(), dataDir: z.string().optional() }),
  run: async ({ topology: file, dataDir }, cli) => {
    if (file === undefined) throw new UsageError('name a file: --topology topologies/split.json');
    if (readVariable('NODE_ENV') === 'production') throw new UsageError(NOT_IN_PRODUCTION);
    const config = readConfig(modules, environmentWith({ TESSERA_TOPOLOGY: undefined, TESSERA_PROCESS: undefined }));
    const dataDirectory = dataDir ?? join(config.process.TESSERA_DATA_DIR, 'topologies', basename(file, '.json'));
    return raise({ file, dataDirectory: resolve(dataDirectory), config, json: cli.json });
  },
});

const NOT_IN_PRODUCTION =
  'tessera up is for development and tests; in production start each process by itself, with TESSERA_TOPOLOGY and TESSERA_PROCESS: see docs/topologies.md';

/** A process ends within its drain time, or is about to close its connections by then. */
const CLOSING_MS = 6_000;
/** Gateways, modules, broker and PostgreSQL, one after the other. */
const STEPS = 4;

interface Raising {
  readonly file: string;
  readonly dataDirectory: string;
  readonly config: Config;
  readonly json: boolean;
}

/** Returns once everything is ready. What was started lives on until a signal comes. */
async function raise({ file, dataDirectory, config, json }: Raising): Promise<Outcome> {
  const logs = logStream({ out: process.stderr, json, names: namesIn(file) });
  const ensemble = new Ensemble();
  const stopWithinMs = config.process.TESSERA_DRAIN_SECONDS * 1000 + CLOSING_MS;
  const stopping = stopOnSignals({
    log: logInto(logs.of('up')),
    deadlineMs: STEPS * stopWithinMs,
    stop: () => ensemble.stop(),
  });
  try {
    const environment = environmentWith({});
    const running = await startTopology({ file, modules, environment, dataDirectory, stopWithinMs, logs }, ensemble);
    const kept = await writeEnvironment(dataDirectory, running);
    if (config.process.NODE_ENV === 'development' && config.process.TESSERA_SEED === 'demo') await fill(running);
    const text = json ? '' : await textOf(running, dataDirectory, kept);
    return { text, json: describe(running) };
  } catch (error) {
    // Who ended it while it started need not be told that it did not start: the process ends once all is stopped.
    if (stopping.aborted) return new Promise<never>(() => undefined);
    await ensemble.stop();
    throw error;
  }
}

function namesIn(file: string): readonly string[] {
  const { processes } = readTopology(
    file,
    modules.map(({ name }) => name),
  );
  return ['up', 'broker', ...Object.keys(processes)];
}

/** So that the CLI can be told in one line which shop is meant. */
async function writeEnvironment(dataDirectory: string, { environment }: RunningTopology): Promise<string> {
  const path = join(dataDirectory, 'environment');
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"\n`);
  await writeFile(path, lines.join(''), { mode: 0o600 });
  return path;
}

/** Catalogue and stock are filled from here, each in its own database: no process has to have both. */
function fill({ environment }: RunningTopology): Promise<void> {
  const config = readConfig(modules, environmentWith({ ...environment, TESSERA_PROCESS: undefined }));
  return withDatabases((targets) => withModules(targets, (hosted) => seed({ hosted })), config);
}

async function textOf(running: RunningTopology, dataDirectory: string, kept: string): Promise<string> {
  const { topology, processes, url } = running;
  const rows = processes.map(({ name, url: address }) => [name, address, (topology.processes[name]?.modules ?? []).join(', ')]);
  return [
    await greeting({ url, dataDirectory, kept: `Data is kept in ${dataDirectory}; for the CLI: set -a; . ${kept}` }),
    textTable(['process', 'address', 'modules'], rows, 'there are no processes'),
    `ready ${url}`,
  ].join('\n');
}

function describe({ topology, processes, url, environment }: RunningTopology) {
  return {
    url,
    environment,
    processes: processes.map(({ name, url: address, pid }) => ({ name, url: address, pid, ...topology.processes[name] })),
  };
}
