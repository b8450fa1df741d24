import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '#shared-kernel/database/session.ts';
import { databaseUrl, onServer } from '#shared-kernel/testing/cloned-database.ts';
import { migrateUp } from '../../src/bootstrap/migrations/migrate-up.ts';
import { startPostgres } from '../../test/faults/harness/postgres-server.ts';

/** A PostgreSQL of the benchmark's own, which keeps what it has said is committed. */
export interface BenchServer {
  /** Where it keeps everything: processes that name it in their command line are its own. */
  readonly directory: string;
  /** Makes a database with the tables of the benchmark and the queues of this repository, or a copy of another. */
  create(name: string, copyOf?: string): Promise<string>;
  drop(name: string): Promise<void>;
  /** Lets the planner know what is in a database. */
  analyse(name: string): Promise<void>;
  asOwner<T>(name: string, work: (session: Session) => Promise<T>): Promise<T>;
}

const EMPTY = 'bench_empty';

/** Starts the server for `work`, and leaves nothing, however that ends. */
export async function withServer<T>(work: (server: BenchServer) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'tessera-bench-'));
  // Postgres may run as another user, who has to get through.
  await chmod(directory, 0o755);
  const postgres = await startPostgres(join(directory, 'postgres'));
  const onPostgres = (statement: string) => onServer(databaseUrl(postgres.url, 'postgres'), (session) => session.run(statement));
  const urlOf = (name: string) => databaseUrl(postgres.url, name);
  try {
    await onPostgres(`create database ${EMPTY}`);
    await migrateUp({ url: urlOf(EMPTY), modules: ['bench'], directory: join(import.meta.dirname, 'migrations') });
    return await work({
      directory,
      async create(name, copyOf = EMPTY) {
        // A copy of the files begins with a checkpoint: each trial finds the server in the same state.
        await onPostgres(`create database ${name} template ${copyOf} strategy file_copy`);
        return urlOf(name);
      },
      drop: async (name) => void (await onPostgres(`drop database ${name} with (force)`)),
      analyse: async (name) => void (await onServer(urlOf(name), (session) => session.run('vacuum analyze'))),
      asOwner: (name, ask) => onServer(urlOf(name), ask),
    });
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  }
}
