import type { Crossing } from './crossings.ts';
import type { TopologyDescription } from './describe-topology.ts';

/** Processes, databases and broker as Mermaid draws them; the arrows say how many kinds of messages go to and fro. */
export function drawTopology({ processes, databases, broker, crossings }: TopologyDescription): string {
  const gateways = processes.filter(({ gateway }) => gateway);
  const behind = processes.filter(({ gateway }) => !gateway);
  return [
    'flowchart LR',
    '  client(["clients"])',
    ...processes.flatMap(({ name, modules, address }) => [
      `  subgraph process_${idOf(name)}["${name} ${address}"]`,
      ...(modules.length === 0 ? [`    ${idOf(name)}_door["gateway"]`] : modules.map((module) => `    ${module}["${module}"]`)),
      '  end',
    ]),
    ...databases.map(({ name, url }) => `  database_${idOf(name)}[("${name}<br/>${url}")]`),
    ...(broker === undefined ? [] : [`  broker{{"NATS<br/>${broker}"}}`]),
    ...gateways.map(({ name }) => `  client --> process_${idOf(name)}`),
    ...gateways.flatMap((gateway) => behind.map(({ name }) => `  process_${idOf(gateway.name)} --> process_${idOf(name)}`)),
    ...processes.flatMap(({ name, database }) =>
      database === undefined ? [] : [`  process_${idOf(name)} --- database_${idOf(database)}`],
    ),
    ...(broker === undefined ? [] : processes.flatMap(({ name, modules }) => arrowsOf(name, modules, crossings))),
  ].join('\n');
}

function arrowsOf(process: string, modules: readonly string[], crossings: readonly Crossing[]): readonly string[] {
  const said = crossings.filter(({ from }) => from !== undefined && modules.includes(from));
  const heard = crossings.filter(({ to }) => modules.includes(to));
  const id = `process_${idOf(process)}`;
  return [
    ...(said.length === 0 ? [] : [`  ${id} -. "${kindsIn(said)}" .-> broker`]),
    ...(heard.length === 0 ? [] : [`  broker -. "${kindsIn(heard)}" .-> ${id}`]),
  ];
}

/** How many kinds of events, and of commands. */
function kindsIn(crossings: readonly Crossing[]): string {
  return (['events', 'commands'] as const)
    .map((kind) => ({ kind, types: new Set(crossings.filter((each) => each.kind === kind).flatMap(({ types }) => types)) }))
    .flatMap(({ kind, types }) => (types.size === 0 ? [] : [`${types.size} ${kind}`]))
    .join(', ');
}

// Mermaid takes hyphens in a name for the beginning of an arrow.
function idOf(name: string): string {
  return name.replaceAll('-', '_');
}
