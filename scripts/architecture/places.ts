import { posix } from 'node:path';

/** What a module may consist of: HOUSE's folders, one for each way in that a manifest has, and nothing else. */
export const MODULE_FOLDERS = [
  'domain',
  'use-cases',
  'queries',
  'subscriptions',
  'schedules',
  'admin-verbs',
  'checks',
  'startup',
  'http',
  'templates',
  'persistence',
  'ports',
  'adapters',
  'testing',
] as const;

const MODULE_FILES = ['container.ts', 'index.ts', 'settings.ts'];

/** Where a file lives: what it is, and whose. */
export interface Place {
  /** `domain`, `use-cases` … inside a module; `contracts`, `kernel`, `bootstrap`, `test` … outside. */
  readonly kind: string;
  readonly module?: string;
}

/** The place of a file, by its path alone. `module-unknown` is a file in a module that HOUSE has no folder for. */
export function placeOf(path: string): Place {
  const [top = '', area = '', name = '', ...inside] = path.split('/');
  if (top === 'clients') return { kind: isTestOnly(path) ? 'test' : 'clients' };
  if (top !== 'src') return { kind: top };
  if (area === 'modules') return { kind: kindInModule(path, inside), module: name };
  if (area === 'bootstrap') return { kind: isTestOnly(path) ? 'bootstrap-tests' : 'bootstrap' };
  if (area !== 'shared-kernel') return { kind: 'src-unknown' };
  if (isTestOnly(path)) return { kind: 'kernel-testing' };
  return { kind: name === 'contracts' ? 'contracts' : 'kernel' };
}

/** True for tests and for what only tests may import. */
export function isTestOnly(path: string): boolean {
  return path.endsWith('.test.ts') || path.split('/').includes('testing');
}

/**
 * What an import means, seen from `from`, as one path that rules can match:
 * `npm/<package>`, `node/<module>`, `own/<path in the same module>`, `modules/<name>/<path>`, `kernel/<path>`,
 * `kernel-testing/<path>`, `contracts/<path>`, or the path of the file.
 */
export function targetOf(from: string, specifier: string): string {
  const path = pathOf(from, specifier);
  if (path === undefined) return specifier.startsWith('node:') ? specifier.replace(':', '/') : `npm/${packageOf(specifier)}`;
  const { kind, module } = placeOf(path);
  if (module !== undefined) {
    const rest = path.split('/').slice(3).join('/');
    return module === placeOf(from).module ? `own/${rest}` : `modules/${module}/${rest}`;
  }
  if (kind === 'contracts') return path.replace('src/shared-kernel/', '');
  return ['kernel', 'kernel-testing'].includes(kind) ? path.replace('src/shared-kernel', kind) : path;
}

/** The file that an import of a file means; undefined for packages. */
export function pathOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('#contracts/')) return specifier.replace('#contracts', 'src/shared-kernel/contracts');
  if (specifier.startsWith('#shared-kernel/')) return specifier.replace('#shared-kernel', 'src/shared-kernel');
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

function kindInModule(path: string, [folder = '', ...rest]: readonly string[]): string {
  if (isTestOnly(path)) return 'testing';
  if (rest.length === 0) return MODULE_FILES.includes(folder) ? folder.replace('.ts', '') : 'module-unknown';
  return MODULE_FOLDERS.some((known) => known === folder) ? folder : 'module-unknown';
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
