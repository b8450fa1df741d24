import { appendFile, chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '#shared-kernel/database/session.ts';
import { onServer } from '#shared-kernel/testing/cloned-database.ts';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../../../src/bootstrap/postgres/embedded.ts';
import { isAlive, readRunningServer } from '../../../src/bootstrap/postgres/running-server.ts';

/** A PostgreSQL of the harness's own, with durable settings, that can be crashed and comes back where it was. */
export interface PostgresServer {
  /** The database, as its owner. */
  readonly url: string;
  /** All that it has logged, over all its lives. */
  log(): Promise<string>;
  /** What `pg_ctl restart -m immediate` does: SIGQUIT without a checkpoint, then recovery from the log. */
  restartImmediately(changed?: Limits): Promise<void>;
  /** Ends sessions of the shop at random, as many as `count`. Resolves to how many it ended. */
  killBackends(count: number): Promise<number>;
  /** Runs `work` with a session of the owner; waits for a server that is just coming back. */
  asOwner<T>(work: (session: Session) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

type Limits = Pick<EmbeddedPostgresOptions, 'maxConnections'>;

/** Starts it in a directory of its own. */
export async function startPostgres(directory: string, limits: Limits = {}): Promise<PostgresServer> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
  let server = await startEmbeddedPostgres({ directory, ...limits });
  const { url } = server;
  const port = Number(new URL(url).port);
  const place = { directory, data: join(directory, 'data') };
  const current = join(directory, 'server.log');
  const past = join(directory, 'server.past.log');

  // The server truncates its log at each start.
  const keepLog = async () => appendFile(past, await readFile(current, 'utf8').catch(() => ''));

  const asOwner = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    await reachable(url);
    return onServer(url, work);
  };

  return {
    url,
    asOwner,
    log: async () => (await readFile(past, 'utf8').catch(() => '')) + (await readFile(current, 'utf8').catch(() => '')),
    async restartImmediately(changed = limits) {
      const running = await readRunningServer(place);
      if (!running) throw new Error('PostgreSQL does not run');
      process.kill(running.pid, 'SIGQUIT');
      while (isAlive(running.pid)) await pause(20);
      await keepLog();
      server = await startEmbeddedPostgres({ directory, port, ...changed });
    },
    async killBackends(count) {
      const killed = await asOwner(
        (session) => session.sql<{ ended: boolean }>`
          select pg_terminate_backend(pid) as ended from (
            select pid from pg_stat_activity where application_name like 'tessera:%' order by random() limit ${count}
          ) as victim`,
      );
      return killed.filter(({ ended }) => ended).length;
    },
    stop: async () => server.stop(),
  };
}

async function reachable(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      await onServer(url, (session) => session.sql`select 1`);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await pause(50);
    }
  }
}
