import type { Tables } from './final-state.ts';
import { namesIn } from './names.ts';
import { blurred, isCompared } from './what-may-differ.ts';

/** What two shops are compared by: lines, by what they are about. The same line may be there several times. */
export type Canonical = ReadonlyMap<string, readonly string[]>;

/** Everything, without what may differ. */
export function canonical(tables: Tables): Canonical {
  const nameOf = namesIn(tables);
  const sections = [...tables].map(([table, rows]) => {
    const lines = rows.map((row) => JSON.stringify(blurred(table, row, nameOf)));
    return [table, lines.filter((line) => isCompared(table, line)).toSorted()] as const;
  });
  return new Map(sections);
}

/** How the second differs from the first, a line for each thing that only one of them has. */
export function differencesOf(first: Canonical, second: Canonical): readonly string[] {
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((section) => {
    const [one, other] = [countsOf(first.get(section)), countsOf(second.get(section))];
    return [...new Set([...one.keys(), ...other.keys()])].flatMap((line) => {
      const [before, after] = [one.get(line) ?? 0, other.get(line) ?? 0];
      return before === after ? [] : [`${section}: ${after} instead of ${before} times ${line}`];
    });
  });
}

function countsOf(lines: readonly string[] = []): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
