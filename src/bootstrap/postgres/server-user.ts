import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Who the server runs as. */
export interface ServerUser {
  /** Who its files must belong to; nothing where that is the user of this process. */
  readonly owner?: Identity;
  /** What to tell `spawn` about the user. */
  readonly identity: Partial<Identity>;
  /** What to put before a command. */
  readonly prefix: readonly string[];
}

const execute = promisify(execFile);

/**
 * PostgreSQL refuses to run as root: there it runs as `postgres`, or as `nobody` where there is no such user.
 * Where that user may not enter a directory that the server needs, as below /root, it is given leave.
 */
export async function serverUser(neededDirectories: readonly string[]): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { identity: {}, prefix: [] };
  const owner = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (!owner) throw new EmbeddedPostgresError('PostgreSQL does not run as root, and there is no user postgres or nobody.');
  const plain = { owner, identity: owner, prefix: [] };
  const privileged = { owner, identity: {}, prefix: prefixFor(owner) };
  for (const user of [plain, privileged]) if (await canEnter(user, neededDirectories)) return user;
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and the user it runs as instead may not enter ${neededDirectories.join(' or ')}: start as another user, or from a directory that everybody may enter.`,
  );
}

async function lookUp(name: string): Promise<Identity | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, name])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    return undefined;
  }
}

// Another user who passes closed doors. The secure bit is for access(2), which forgets the capability without it.
function prefixFor({ uid, gid }: Identity): readonly string[] {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return [
    'setpriv',
    ...identity,
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
}

async function canEnter({ identity, prefix }: ServerUser, directories: readonly string[]): Promise<boolean> {
  const [command = '', ...args] = [...prefix, 'ls', '-d', ...directories.map((directory) => `${directory}/.`)];
  return execute(command, args, { ...identity, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
