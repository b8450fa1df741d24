import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseUnavailable } from '#shared-kernel/database/failures.ts';
import { Session } from '#shared-kernel/database/session.ts';
import type { Fault } from './fault.ts';

export const postgresFaults: readonly Fault[] = [
  {
    name: 'backends killed',
    group: 'driver',
    everySeconds: [0.2, 1],
    strike: ({ surroundings, random }) => surroundings.postgres.killBackends(random.integer(1, 4)),
  },
  {
    name: 'busy backend killed',
    group: 'driver',
    everySeconds: [0.05, 0.3],
    async strike({ surroundings }) {
      const killed = await surroundings.postgres.asOwner(
        (session) => session.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'tessera:%' and xact_start is not null order by random() limit 1`,
      );
      return killed.length;
    },
  },
  {
    name: 'restart -m immediate',
    group: 'postgres',
    everySeconds: [5, 10],
    async strike({ surroundings, died }) {
      await surroundings.postgres.restartImmediately();
      await died('restart -m immediate');
      return 1;
    },
  },
  {
    name: 'connections exhausted',
    group: 'postgres',
    everySeconds: [4, 8],
    strike: ({ surroundings }) => exhaustConnections(surroundings.postgres.url),
  },
  {
    name: 'locks and xmin held',
    group: 'postgres',
    everySeconds: [2, 5],
    async strike({ surroundings, random }) {
      await surroundings.postgres.asOwner(async (session) => {
        await session.run('begin isolation level repeatable read', []);
        await session.sql`select sku from inventory.stock_items order by random() limit 3 for update skip locked`;
        await pause(random.integer(500, 4_000));
        await session.run('rollback', []);
      });
      return 1;
    },
  },
];

const HELD_MS = 2_000;

/** Takes every connection that there is, for a moment. */
async function exhaustConnections(url: string): Promise<number> {
  const taken: Session[] = [];
  try {
    for (;;) {
      const session = new Session({
        url,
        applicationName: 'chaos:hoarder',
        writesOutsideTransactions: false,
        statementTimeoutMs: 5_000,
        lockTimeoutMs: 5_000,
      });
      taken.push(session);
      await session.sql`select 1`;
    }
  } catch {
    await pause(HELD_MS);
    return taken.length > 1 ? 1 : 0;
  } finally {
    for (const session of taken) session.destroy(new DatabaseUnavailable('The hoarding is over.'));
  }
}
