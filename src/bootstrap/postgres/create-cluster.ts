import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '#shared-kernel/errors.ts';
import type { PostgresBinaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import type { ServerUser } from './server-user.ts';

const VERSION = '18';

/**
 * Creates the server's data, with a generated password, where there are none. They are made beside their
 * place and moved there whole, so that a kill, or another process doing the same, leaves no half of them.
 */
export async function createCluster(directory: string, binaries: PostgresBinaries, user: ServerUser): Promise<string> {
  const data = resolve(directory, 'data');
  if (await exists(data)) return data;
  const draft = resolve(directory, `draft-${process.pid}`);
  const password = `${draft}.password`;
  try {
    await writeFile(password, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
    await giveTo(user, password);
    await initialise(draft, password, binaries, user);
    await rename(password, resolve(draft, 'tessera.password'));
    await rename(draft, data);
  } catch (error) {
    if (!(await exists(data))) throw new EmbeddedPostgresError(`PostgreSQL could not create its data: ${messageOf(error)}`);
  } finally {
    await Promise.all([draft, password].map((path) => rm(path, { recursive: true, force: true })));
  }
  return data;
}

async function exists(data: string): Promise<boolean> {
  const version = await readFile(resolve(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return false;
  if (version.trim() === VERSION) return true;
  throw new EmbeddedPostgresError(`The data in ${data} belong to PostgreSQL ${version.trim()}, not ${VERSION}: move them away.`);
}

async function initialise(data: string, password: string, binaries: PostgresBinaries, user: ServerUser): Promise<void> {
  await mkdir(data, { mode: 0o700 });
  await giveTo(user, data);
  const options = [
    ...['--pgdata', data, '--username', 'postgres', '--pwfile', password, '--auth', 'scram-sha-256'],
    // The same order and the same upper and lower case on every machine, whatever its own locale is.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    '--no-instructions',
  ];
  const [command = '', ...args] = [...user.prefix, binaries.initdb, ...options];
  await promisify(execFile)(command, args, { ...user.identity, cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
}

async function giveTo({ owner }: ServerUser, path: string): Promise<void> {
  if (owner) await chown(path, owner.uid, owner.gid);
}
