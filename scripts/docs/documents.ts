import { existsSync, readFileSync } from 'node:fs';
import { cliReference } from './cli-reference.ts';
import { clientTypes } from './client-types.ts';
import { environmentTable } from './environment.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { moduleCard } from './module-card.ts';
import { moduleList, moduleMap } from './module-map.ts';
import type { System } from './system.ts';
import { topologySchema } from './topology-schema.ts';

const BELOW = '<!-- generated below: npm run docs -->';

/** A file that is generated in part: what it says, what it should say, and what keeps it from being written. */
export interface Document {
  readonly path: string;
  readonly current: string;
  readonly wanted: string;
  readonly problem?: string;
}

/** Every document that the code has a say in. */
export function documentsOf(system: System): readonly Document[] {
  const cards = system.modules.map((each) => below(`src/modules/${each.module.name}/README.md`, moduleCard(each, system)));
  return [
    ...cards,
    whole('clients/typescript/src/api.ts', clientTypes(system)),
    whole('topologies/topology.schema.json', topologySchema()),
    below('docs/events.md', eventCatalogue(system)),
    below('docs/cli.md', cliReference()),
    below('docs/module-map.md', `${moduleMap(system)}\n${moduleList(system, '../')}`),
    between('README.md', { map: moduleMap(system), modules: moduleList(system, ''), environment: environmentTable(system) }),
  ];
}

function whole(path: string, wanted: string): Document {
  return { path, current: read(path), wanted };
}

function below(path: string, generated: string): Document {
  const current = read(path);
  const at = current.indexOf(BELOW);
  if (at < 0) return { path, current, wanted: current, problem: `write it by hand, down to the line "${BELOW}"` };
  return { path, current, wanted: `${current.slice(0, at)}${BELOW}\n\n${generated.trimEnd()}\n` };
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end of name -->`. */
function between(path: string, parts: Readonly<Record<string, string>>): Document {
  const current = read(path);
  let wanted = current;
  for (const [name, generated] of Object.entries(parts)) {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [wanted.indexOf(start), wanted.indexOf(end)];
    if (from < 0 || to < from)
      return { path, current, wanted: current, problem: `write "${start}" and "${end}" where the ${name} belongs` };
    wanted = `${wanted.slice(0, from)}${start}\n\n${generated.trimEnd()}\n\n${wanted.slice(to)}`;
  }
  return { path, current, wanted };
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
