import { existsSync, readFileSync } from 'node:fs';
import { environmentTable } from './environment.ts';
import { eventCatalogue } from './event-catalogue.ts';
import { moduleCard } from './module-card.ts';
import { moduleList, moduleMap } from './module-map.ts';
import type { System } from './system.ts';

const BELOW = '<!-- generated below: npm run docs -->';

/** A file that is generated in part: what it says, and what it should say. */
export interface Document {
  readonly path: string;
  readonly current: string;
  readonly wanted: string;
}

/** Every document that the code has a say in. Throws where one has no place for it. */
export function documentsOf(system: System): readonly Document[] {
  const cards = system.modules.map((each) => below(`src/modules/${each.module.name}/README.md`, moduleCard(each, system)));
  return [
    ...cards,
    below('docs/events.md', eventCatalogue(system)),
    below('docs/module-map.md', `${moduleMap(system)}\n${moduleList(system, '../')}`),
    between('README.md', { map: moduleMap(system), modules: moduleList(system, ''), environment: environmentTable(system) }),
  ];
}

function below(path: string, generated: string): Document {
  const current = read(path);
  const at = current.indexOf(BELOW);
  if (at < 0) throw new Error(`${path}: write "${BELOW}" on a line of its own, below what is written by hand`);
  return { path, current, wanted: `${current.slice(0, at)}${BELOW}\n\n${generated.trimEnd()}\n` };
}

/** Replaces what stands between `<!-- generated: name -->` and `<!-- end of name -->`. */
function between(path: string, parts: Readonly<Record<string, string>>): Document {
  const current = read(path);
  const wanted = Object.entries(parts).reduce((text, [name, generated]) => {
    const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end of ${name} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${path}: write "${start}" and "${end}" where the ${name} belongs`);
    return `${text.slice(0, from)}${start}\n\n${generated.trimEnd()}\n\n${text.slice(to)}`;
  }, current);
  return { path, current, wanted };
}

function read(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing: write it by hand, down to "${BELOW}"`);
  return readFileSync(path, 'utf8');
}
