import { pathOf } from './places.ts';
import { lineOf, type Problem, type SourceFile } from './source-file.ts';

/** Reports each circle of imports once, at its file that sorts first. Imports of types count: they make a reader go in circles too. */
export function checkCycles(files: readonly SourceFile[]): readonly Problem[] {
  const edges = new Map(files.map((file) => [file.path, importedBy(file)]));
  return files.flatMap((file) => {
    const circle = shortestCircle(file.path, edges);
    if (circle.length === 0) return [];
    const [first = '', second = first] = circle;
    const message = `imports itself in a circle: ${[...circle, first].join(' → ')}; move what both need below both`;
    return [{ rule: 'imports/cycle', path: first, line: lineOfImport(file, second), message }];
  });
}

function lineOfImport(file: SourceFile, imported: string): number {
  const found = file.imports.find(({ specifier }) => pathOf(file.path, specifier) === imported);
  return lineOf(file, found?.offset ?? 0);
}

function importedBy(file: SourceFile): readonly string[] {
  return file.imports.flatMap(({ specifier }) => pathOf(file.path, specifier) ?? []);
}

/** The shortest way from `start` back to itself through files that sort after it, if there is one. */
function shortestCircle(start: string, edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return wayTo(path, start, cameFrom);
      if (next < start || cameFrom.has(next)) continue;
      cameFrom.set(next, path);
      queue.push(next);
    }
  }
  return [];
}

function wayTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [end];
  while (way[0] !== undefined && way[0] !== start) way.unshift(cameFrom.get(way[0]) ?? start);
  return way;
}
