import { allows, IMPORT_RULES } from './import-rules.ts';
import { isTestOnly, MODULE_FOLDERS, pathOf, placeOf, targetOf } from './places.ts';
import { type Import, lineOf, type Problem, type SourceFile } from './source-file.ts';

/** Holds every import against HOUSE's table. */
export function checkImports(files: readonly SourceFile[]): readonly Problem[] {
  return files.flatMap((file) => [
    ...checkPlace(file),
    ...file.imports.flatMap((found) => {
      const broken = brokenRule(file.path, found);
      return broken ? [{ ...broken, path: file.path, line: lineOf(file, found.offset) }] : [];
    }),
  ]);
}

function checkPlace(file: SourceFile): readonly Problem[] {
  const { kind } = placeOf(file.path);
  if (!kind.endsWith('-unknown')) return [];
  const known = `index.ts, container.ts, settings.ts, ${MODULE_FOLDERS.join('/, ')}/`;
  return [{ rule: 'places', path: file.path, line: 1, message: `nothing lives here; a module consists of ${known}` }];
}

function brokenRule(from: string, { specifier }: Import): Pick<Problem, 'rule' | 'message'> | undefined {
  const target = targetOf(from, specifier);
  const place = placeOf(from);
  if (target.startsWith('modules/')) return foreignModule(from, target);
  if (leavesTests(from, specifier)) {
    return { rule: 'imports/testing', message: `${specifier} is for tests; production code must not import it` };
  }
  if (avoidsAlias(from, specifier)) {
    return { rule: 'imports/alias', message: `${specifier}: outside the shared kernel write #shared-kernel/… or #contracts/…` };
  }
  const rule = IMPORT_RULES[place.kind];
  if (rule === undefined || allows(rule, target)) return undefined;
  return { rule: `imports/${place.kind}`, message: `${place.kind} must not import ${specifier}: ${rule.instead}` };
}

function foreignModule(from: string, target: string): Pick<Problem, 'rule' | 'message'> | undefined {
  const { kind, module } = placeOf(from);
  if (module !== undefined || kind.startsWith('kernel') || kind === 'contracts') {
    return {
      rule: 'imports/cross-module',
      message: `${target}: modules never import each other; send a message or keep a copy fed by events`,
    };
  }
  const [, , ...inside] = target.split('/');
  if (inside.join('/') === 'index.ts') return undefined;
  if (inside[0] === 'testing' && (kind === 'test' || kind === 'bench')) return undefined;
  // A benchmark answers with the same SQL and the same view, and with nothing of what is around them in the shop.
  if (kind === 'bench' && ['queries', 'http'].includes(inside[0] ?? '')) return undefined;
  return { rule: 'imports/door', message: `${target}: index.ts is the only door of a module` };
}

function leavesTests(from: string, specifier: string): boolean {
  const path = pathOf(from, specifier);
  const production = from.startsWith('src/') && !isTestOnly(from);
  return production && path !== undefined && (isTestOnly(path) || path.startsWith('test/'));
}

function avoidsAlias(from: string, specifier: string): boolean {
  const inKernel = from.startsWith('src/shared-kernel/');
  return specifier.startsWith('.') && !inKernel && pathOf(from, specifier)?.startsWith('src/shared-kernel/') === true;
}
