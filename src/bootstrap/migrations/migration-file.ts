import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MigrationError } from './migration-error.ts';

/** `expand` may run while the previous release serves; `contract` only once nothing of it is left. */
export type Phase = 'expand' | 'contract';

/** One file of `migrations/<schema>/`, applied whole or not at all, and never changed after that. */
export interface MigrationFile {
  readonly schema: string;
  readonly version: number;
  /** `0002_create_orders` */
  readonly name: string;
  readonly phase: Phase;
  readonly sha256: string;
  readonly text: string;
}

/** The repository's own migrations. */
export const MIGRATIONS_DIRECTORY = resolve(import.meta.dirname, '../../../migrations');

/** The schemas that have migrations: one per module. */
export async function schemasOnDisk(directory = MIGRATIONS_DIRECTORY): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** Reads the migrations of one schema in their order. Throws {@link MigrationError} where their numbers leave a gap. */
export async function readMigrations(schema: string, directory = MIGRATIONS_DIRECTORY): Promise<readonly MigrationFile[]> {
  // The name becomes part of statements, where it cannot be a parameter.
  if (!/^[a-z][a-z0-9]*$/.test(schema)) {
    throw new MigrationError('malformed_file', `migrations/${schema}: a module is named with one word in lower case.`);
  }
  const names = await readdir(resolve(directory, schema)).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map(async (name) => parseMigration(schema, name, await readFile(resolve(directory, schema, name), 'utf8'))),
  );
  files.forEach((file, index) => {
    if (file.version === index + 1) return;
    const expected = String(index + 1).padStart(4, '0');
    throw new MigrationError(
      'gap_in_files',
      `migrations/${schema}/${file.name}.sql: number ${expected} is expected here; renumber it.`,
    );
  });
  return files;
}

export const FILE_NAME = /^([0-9]{4})_[a-z][a-z0-9]*(?:_[a-z0-9]+)+\.sql$/;
export const PHASE_LINE = /^-- phase: (expand|contract)\r?(?:\n|$)/;

/** Reads one file. Throws {@link MigrationError} where its name or first line is not as it must be. */
export function parseMigration(schema: string, fileName: string, text: string): MigrationFile {
  const version = Number(FILE_NAME.exec(fileName)?.[1]);
  const path = `migrations/${schema}/${fileName}`;
  if (!version) throw new MigrationError('malformed_file', `${path}: a migration is named NNNN_verb_what.sql; rename it.`);
  const phase = PHASE_LINE.exec(text)?.[1];
  if (phase !== 'expand' && phase !== 'contract') {
    throw new MigrationError('malformed_file', `${path}: the first line must read "-- phase: expand" or "-- phase: contract".`);
  }
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { schema, version, name: fileName.slice(0, -'.sql'.length), phase, sha256, text };
}
