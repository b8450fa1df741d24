import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comment, type Program, parseSync, Visitor } from 'oxc-parser';

/** One source file, parsed. */
export interface SourceFile {
  /** Relative to the root that is checked, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** An import of any kind: of a value, of a type, a re-export, or a dynamic one with a literal specifier. */
export interface Import {
  readonly specifier: string;
  readonly offset: number;
}

/** A broken rule: where, which, and what to do about it. */
export interface Problem {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Every TypeScript file below `folders` of `root`, in the order of their paths. */
export function sourceFiles(root: string, folders: readonly string[], except: readonly string[] = []): readonly SourceFile[] {
  return folders
    .flatMap((folder) => pathsBelow(root, folder, except))
    .sort()
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

/** Parses one file. Throws where it is not TypeScript. */
export function parse(path: string, text: string): SourceFile {
  const { program, comments, module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new SyntaxError(`${path}: ${error.message}`);
  const reExports = module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest));
  const requests = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...reExports];
  const imports = requests.flatMap((request) => (request ? [{ specifier: request.value, offset: request.start }] : []));
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) =>
    literalImport(text.slice(start, end), start),
  );
  return { path, text, program, comments, imports: [...imports, ...dynamic, ...typeImports(program)] };
}

export function lineOf(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split('\n').length;
}

/** `import('…').Name` in a type. */
function typeImports(program: Program): readonly Import[] {
  const found: Import[] = [];
  new Visitor({ TSImportType: ({ source }) => void found.push({ specifier: source.value, offset: source.start }) }).visit(
    program,
  );
  return found;
}

function literalImport(source: string, offset: number): readonly Import[] {
  const specifier = /^['"`]([^'"`$]+)['"`]$/.exec(source)?.[1];
  return specifier === undefined ? [] : [{ specifier, offset }];
}

function pathsBelow(root: string, folder: string, except: readonly string[]): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (except.includes(path)) return [];
    if (entry.isDirectory()) return pathsBelow(root, path, except);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}
