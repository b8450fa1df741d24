import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Phase } from '../migration-file.ts';

export interface MigrationFolder {
  readonly directory: string;
  readonly modules: readonly string[];
  write(path: string, sql: string, phase?: Phase): Promise<void>;
}

/** A migrations directory of a test's own: `{ 'warehouse/0001_create_bins.sql': 'create …' }`. */
export async function migrationFolder(files: Readonly<Record<string, string>>): Promise<MigrationFolder> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-migrations-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const write: MigrationFolder['write'] = async (path, sql, phase = 'expand') => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), `-- phase: ${phase}\n${sql}\n`);
  };
  for (const [path, sql] of Object.entries(files)) await write(path, sql);
  const modules = [...new Set(Object.keys(files).map((path) => dirname(path)))].sort();
  return { directory, modules, write };
}
