import type { Message, System } from './system.ts';

/** The modules and what passes between them, as Mermaid draws it: thick arrows for commands, dashed ones for events. */
export function moduleMap({ modules, messages }: System): string {
  const nodes = modules.map(({ module }) => `  ${module.name}(["${module.name}"])`);
  const arrows = Map.groupBy(messages.flatMap(arrowsOf), ({ from, line, to }) => `${from} ${line} ${to}`);
  const edges = [...arrows.values()].flatMap((group) => {
    const [first] = group;
    return first ? [`  ${first.from} ${first.line}|"${group.map(({ words }) => words).join('<br/>')}"| ${first.to}`] : [];
  });
  return ['```mermaid', 'flowchart LR', ...nodes, ...edges, '```', ''].join('\n');
}

interface Arrow {
  readonly from: string;
  readonly line: string;
  readonly to: string;
  readonly words: string;
}

function arrowsOf({ contract, saidBy, heardBy }: Message): readonly Arrow[] {
  const receivers = contract.kind === 'event' ? [...new Set(heardBy.map(({ module }) => module))] : [contract.module];
  const line = contract.kind === 'event' ? '-.->' : '==>';
  const words = contract.type.split('.')[1] ?? contract.type;
  return saidBy.flatMap((from) => receivers.filter((to) => to !== from).map((to) => ({ from, line, to, words })));
}

/** The same in words: one row per module. */
export function moduleList({ modules }: System, prefix: string): string {
  const rows = modules.map(
    ({ module: { name, owner, purpose } }) => `| [${name}](${prefix}src/modules/${name}/README.md) | ${purpose} | ${owner} |`,
  );
  return ['| module | purpose | owner |', '| --- | --- | --- |', ...rows, ''].join('\n');
}
