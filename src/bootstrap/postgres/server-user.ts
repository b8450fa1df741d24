import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

/** Who the server runs as; nothing where it runs as the user of this process. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

const execute = promisify(execFile);

/** PostgreSQL refuses to run as root: there it runs as `postgres`, or as `nobody` where there is no such user. */
export async function serverUser(neededDirectories: readonly string[]): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (!user) throw new EmbeddedPostgresError('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  for (const directory of neededDirectories) await assertReachable(directory, user);
  return user;
}

async function lookUp(name: string): Promise<Required<ServerUser> | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, name])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return undefined;
  }
}

async function assertReachable(directory: string, user: ServerUser): Promise<void> {
  await access(directory, constants.R_OK);
  await execute('ls', ['-d', `${directory}/.`], { ...user, cwd: '/' }).catch(() => {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run as root, and the user it runs as instead may not enter ${directory}: start as another user, or from a directory that everybody may enter.`,
    );
  });
}
