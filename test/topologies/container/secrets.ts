import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { docker, IMAGE } from './docker.ts';

export interface Secrets {
  readonly directory: string;
  remove(): void;
  read(name: string): string;
  /** What hands these files to a container, as Compose does: one by one. */
  mounts(...names: readonly string[]): readonly string[];
}

/** Secrets of a shop of its own, made as docs/containers.md says. `databases` are those of a topology. */
export async function madeSecrets(databases: readonly string[] = []): Promise<Secrets> {
  const directory = mkdtempSync(join(tmpdir(), 'tessera-secrets-'));
  // The stand-in for PostgreSQL's image has this password whatever it is told in a file; what is there is kept.
  for (const name of ['postgres-password', ...databases.map((database) => `${database}-postgres-password`)]) {
    writeFileSync(join(directory, name), 'postgres', { mode: 0o444 });
  }
  const { uid, gid } = userInfo();
  const mount = `type=bind,source=${directory},target=/secrets`;
  const topology = databases.length > 0 ? ['--topology', 'topologies/compose.json'] : [];
  const script = ['node', 'scripts/container/make-secrets.ts', '/secrets', ...topology];
  await docker('run', '--rm', '--user', `${uid}:${gid}`, '--mount', mount, IMAGE, ...script);
  return {
    directory,
    remove: () => rmSync(directory, { recursive: true, force: true }),
    read: (name) => readFileSync(join(directory, name), 'utf8'),
    mounts: (...names) =>
      names.flatMap((name) => ['--mount', `type=bind,source=${join(directory, name)},target=/run/secrets/${name},readonly`]),
  };
}
