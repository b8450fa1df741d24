import { cpus, totalmem } from 'node:os';
import type { Session } from '#shared-kernel/database/session.ts';

const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size', 'wal_compression'];

/** The machine and the versions, a line each; with a database, its version and what it does before it says that it has committed. */
export async function settingOf(database?: Pick<Session, 'sql'>): Promise<readonly string[]> {
  const [processor] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const machine = `${cpus().length} cores (${processor?.model.trim() ?? 'unknown'}), ${memory} GiB, load generator on the same machine`;
  return [machine, `Node.js ${process.versions.node}`, ...(database === undefined ? [] : [await postgresOf(database)])];
}

async function postgresOf({ sql }: Pick<Session, 'sql'>): Promise<string> {
  const rows = await sql<{ name: string; value: string }>`
    select name, current_setting(name) as value from unnest(${['server_version', ...DURABILITY]}::text[]) as name`;
  const [version, ...settings] = rows;
  return `PostgreSQL ${version?.value ?? ''}: ${settings.map(({ name, value }) => `${name} ${value}`).join(', ')}`;
}
