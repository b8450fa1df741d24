import type { AppliedMigration } from './history.ts';
import { MigrationError } from './migration-error.ts';
import type { MigrationFile } from './migration-file.ts';

/** What the next `migrate up` does with one schema. */
export interface SchemaPlan {
  readonly schema: string;
  readonly applied: readonly AppliedMigration[];
  /** To be run now, in this order. */
  readonly pending: readonly MigrationFile[];
  /** Contract files that wait for `--contract`. */
  readonly heldBack: readonly MigrationFile[];
}

/**
 * Holds the files of a schema against its history. A contract file may be overtaken by later ones, because it
 * waits until no old release is left; anything else out of order, edited or unknown is a {@link MigrationError}.
 */
export function planSchema(
  schema: string,
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
  contract: boolean,
): SchemaPlan {
  refuseUnknown(schema, files, applied);
  const hashes = new Map(applied.map(({ version, sha256 }) => [version, sha256]));
  const newest = Math.max(0, ...hashes.keys());
  const open = files.filter((file) => !hashes.has(file.version));
  for (const file of files) {
    const hash = hashes.get(file.version);
    if (hash !== undefined && hash !== file.sha256) {
      throw new MigrationError(
        'edited_file',
        `${pathOf(file)} was changed after it was applied; restore it and write a new migration instead.`,
      );
    }
    if (hash === undefined && file.version < newest && file.phase === 'expand') {
      throw new MigrationError(
        'gap_in_history',
        `${pathOf(file)} was never applied, but later files of ${schema} were; give it the next free number.`,
      );
    }
  }
  const runs = (file: MigrationFile) => contract || file.phase === 'expand';
  return { schema, applied, pending: open.filter(runs), heldBack: open.filter((file) => !runs(file)) };
}

function refuseUnknown(schema: string, files: readonly MigrationFile[], applied: readonly AppliedMigration[]): void {
  const known = new Set(files.map(({ version }) => version));
  const unknown = applied.find(({ version }) => !known.has(version));
  if (!unknown) return;
  throw new MigrationError(
    'database_newer',
    `The database is newer than this code: ${schema} has ${unknown.name}, which the code does not know; deploy the newer code.`,
  );
}

function pathOf({ schema, name }: MigrationFile): string {
  return `migrations/${schema}/${name}.sql`;
}
