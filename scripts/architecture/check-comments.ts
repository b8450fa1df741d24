import { lineOf, type Problem, type SourceFile } from './source-file.ts';
import { SUPPRESSIONS, type Suppression } from './suppressions.ts';

const SILENCERS = /@ts-(ignore|expect-error|nocheck)|eslint-disable|prettier-ignore/;
const BIOME = /^\s*biome-ignore(\S*)\s+(\S+?):\s*(.*)/s;

/** Nothing silences a check, except where {@link SUPPRESSIONS} says how often and why. */
export function checkComments(files: readonly SourceFile[], allowed: readonly Suppression[] = SUPPRESSIONS): readonly Problem[] {
  return [...files.flatMap((file) => checkFile(file, allowed)), ...allowed.flatMap((entry) => unused(entry, files))];
}

function checkFile(file: SourceFile, allowed: readonly Suppression[]): readonly Problem[] {
  const counts = new Map<string, number>();
  return file.comments.flatMap(({ value, start }) => {
    const at = { path: file.path, line: lineOf(file, start) };
    const silencer = SILENCERS.exec(value)?.[0];
    if (silencer) return [{ rule: 'silenced-checks', ...at, message: `${silencer}: write what the check can understand` }];
    const [, scope = '', rule = '', reason = ''] = BIOME.exec(value) ?? [];
    if (rule === '') return [];
    const count = (counts.get(rule) ?? 0) + 1;
    counts.set(rule, count);
    const known = allowed.find((entry) => entry.path === file.path && entry.rule === rule);
    if (scope === '' && reason.trim() !== '' && known && count <= known.times) return [];
    return [
      {
        rule: 'suppressions',
        ...at,
        message: `${rule}: only what scripts/architecture/suppressions.ts lists may be suppressed, one line at a time`,
      },
    ];
  });
}

function unused({ path, rule, times }: Suppression, files: readonly SourceFile[]): readonly Problem[] {
  const file = files.find((each) => each.path === path);
  const found = file?.comments.filter(({ value }) => BIOME.exec(value)?.[2] === rule).length ?? 0;
  const message = `${path} suppresses ${rule} ${found} times, not ${times}: correct the list`;
  return found >= times ? [] : [{ rule: 'suppressions', path: 'scripts/architecture/suppressions.ts', line: 1, message }];
}
