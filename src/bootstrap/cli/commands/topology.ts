import { z } from 'zod';
import { type Config, environmentWith, readConfig } from '../../config.ts';
import { modules } from '../../modules.ts';
import { describeTopology, type TopologyDescription } from '../../topology/describe-topology.ts';
import { drawTopology } from '../../topology/draw-topology.ts';
import { readTopology } from '../../topology/read-topology.ts';
import { TopologyError } from '../../topology/topology-error.ts';
import { defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { counted, textTable } from '../text-table.ts';

const names = modules.map(({ name }) => name);

/** `--topology <file>`, for commands that look at more than one process. */
export const TOPOLOGY_OPTION = { '--topology <file>': 'which process and which database each module lives in' } as const;

/** The configuration for a topology that was named, or for the one of the environment. */
export function configWith(topology: string | undefined): Config {
  if (topology === undefined) return readConfig(modules);
  return readConfig(
    modules,
    environmentWith({ TESSERA_TOPOLOGY: topology, TESSERA_TOPOLOGY_FILE: undefined, TESSERA_PROCESS: undefined }),
  );
}

export const topologyShow = defineCliCommand({
  usage: 'show',
  summary: 'shows processes, databases, addresses, and which messages pass the broker; needs no database',
  failsWhen: 'never',
  example: 'topology show --topology topologies/split.json',
  options: { ...TOPOLOGY_OPTION, '--mermaid': 'as a drawing' },
  input: z.object({ topology: z.string().optional(), mermaid: z.boolean().default(false) }),
  run: async ({ topology: file, mermaid }) => {
    if (file === undefined) throw new UsageError('name a file: --topology topologies/split.json');
    const description = describeTopology(readTopology(file, names), modules);
    return { text: mermaid ? drawTopology(description) : textOf(description), json: description };
  },
});

export const topologyCheck = defineCliCommand({
  usage: 'check <file>',
  summary: 'says all that is wrong with a topology file; needs no database',
  failsWhen: 'something is wrong with it',
  example: 'topology check topologies/split.json',
  input: z.object({ file: z.string() }),
  run: async ({ file }) => {
    const problems = problemsIn(file);
    const text = problems.length === 0 ? `${file}: every module has its place` : problems.join('\n');
    return { text, json: { ok: problems.length === 0, problems }, problem: problems.length > 0 };
  },
});

function problemsIn(file: string): readonly string[] {
  try {
    readTopology(file, names);
    return [];
  } catch (error) {
    if (error instanceof TopologyError) return error.problems;
    throw error;
  }
}

function textOf({ processes, databases, broker, discovery, transport, crossings }: TopologyDescription): string {
  const processRows = processes.map(({ name, address, gateway, modules: its, database }) => [
    name,
    address,
    [...(gateway ? ['gateway'] : []), ...its].join(', '),
    database ?? '',
  ]);
  const databaseRows = databases.map(({ name, url, modules: its, sharedByGateways }) => [
    name,
    url,
    [...its, ...(sharedByGateways ? ['(what gateways share)'] : [])].join(', '),
  ]);
  const crossingRows = crossings.map(({ from, to, kind, types }) => [
    from ?? 'any module',
    to,
    types.length,
    kind,
    types.map(withoutModule).join(', '),
  ]);
  return [
    textTable(['process', 'address', 'does', 'database'], processRows, 'there are no processes'),
    '',
    textTable(['database', 'variable', 'modules'], databaseRows, 'there are no databases'),
    '',
    `broker: ${broker ?? 'none'}; instances are found by ${discovery}; between gateway and modules: ${transport}`,
    '',
    textTable(['from', 'to', '', 'messages that can pass the broker', ''], crossingRows, 'no message leaves its database'),
    ...(crossings.length === 0 ? [] : [`${counted(new Set(crossings.flatMap(({ types }) => types)).size, 'type')} in all`]),
  ].join('\n');
}

/** `order-placed.v1`: who says it stands beside it. */
function withoutModule(type: string): string {
  return type.slice(type.indexOf('.') + 1);
}
