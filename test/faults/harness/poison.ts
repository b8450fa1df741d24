import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tessera } from '../support/tessera.ts';
import type { Fault, Target } from './fault.ts';
import type { PostgresServer } from './postgres-server.ts';

/** Nobody may claim it before every process knows of it. */
const HELD_BACK_SECONDS = 600;
const KNOWN_WITHIN_MS = 60_000;
const FOUND_WITHIN_MS = 5_000;
const STRIKES_WITHIN_MS = 60_000;

export const poisonFaults: readonly Fault[] = [
  {
    name: 'poison that kills',
    group: 'delivery',
    slow: true,
    everySeconds: [10, 20],
    async strike(target) {
      const { postgres, directory } = target.surroundings;
      const picked = await holdBackOne(postgres);
      if (picked === undefined) return 0;
      target.poison.failpoint = picked.failpoint;
      try {
        // Twice, for a process that was just starting the first time does not know of it yet.
        for (let round = 0; round < 2; round += 1) await restartAll(target);
      } finally {
        await release(postgres, picked.id);
      }
      return untilStruck(directory, picked.failpoint);
    },
    // Cured: whoever still knows of it dies of it, and is followed by one that does not.
    async heal({ poison }) {
      poison.failpoint = undefined;
    },
  },
];

interface Picked {
  readonly id: string;
  readonly failpoint: string;
}

/** Picks a message that waits and has not come before, for a repetition is not begun; nobody is given it until its release. */
async function holdBackOne(postgres: Pick<PostgresServer, 'asOwner'>): Promise<Picked | undefined> {
  const deadline = Date.now() + FOUND_WITHIN_MS;
  while (Date.now() < deadline) {
    const [picked] = await postgres.asOwner(
      (session) => session.sql<Picked>`
        update pgboss.job set start_after = now() + make_interval(secs => ${HELD_BACK_SECONDS})
        where id in (
          select id from pgboss.job waiting
          where state = 'created' and start_after <= now() + interval '1 second' and data ? 'specversion' and name not like '%.dead'
            and not exists (
              select from pgboss.job done where done.name = waiting.name and done.id <> waiting.id and done.data ->> 'id' = waiting.data ->> 'id'
            )
          limit 1 for update skip locked
        ) returning id, 'bus.withMessage/' || name || '/' || (data ->> 'subject') as failpoint`,
    );
    if (picked) return picked;
    await pause(20);
  }
  return undefined;
}

async function release(postgres: Pick<PostgresServer, 'asOwner'>, id: string): Promise<void> {
  await postgres.asOwner(({ sql }) => sql`update pgboss.job set start_after = now() where id = ${id} and state = 'created'`);
}

/** Waits until nobody stands still any more, kills all, and waits for their successors. */
async function restartAll({ fleet, stalled, died }: Target): Promise<void> {
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  while (stalled.size > 0 && Date.now() < deadline) await pause(200);
  const { running } = fleet;
  for (const process of running) fleet.expectEnd(process);
  await Promise.all(running.map((process) => process.kill()));
  await died('kill -9 of all');
  await fleet.whole(KNOWN_WITHIN_MS);
}

async function untilStruck(directory: string, failpoint: string): Promise<number> {
  const deadline = Date.now() + STRIKES_WITHIN_MS;
  let deaths = 0;
  while (deaths === 0 && Date.now() < deadline) {
    await pause(500);
    deaths = await deathsBy(directory, failpoint);
  }
  return deaths;
}

async function deathsBy(directory: string, failpoint: string): Promise<number> {
  const files = (await readdir(directory)).filter((name) => /^shop.*\.log$/.test(name));
  const logs = await Promise.all(files.map((name) => readFile(join(directory, name), 'utf8')));
  return logs.reduce((sum, log) => sum + log.split(`failpoint ${failpoint} kill`).length - 1, 0);
}

/** Has those messages delivered again that were parked because processes died of them. Resolves to how many there were. */
export function redriveParked(postgres: Pick<PostgresServer, 'asOwner' | 'url'>): Promise<number> {
  return postgres.asOwner(async ({ sql }) => {
    const parked = await sql<{ queue: string; count: number }>`
      select source_name as queue, count(*) as count from pgboss.job
      where name like '%.dead' and state < 'active' and source_output ->> 'name' = 'ProcessesDied' group by source_name`;
    for (const { queue } of parked) await tessera(postgres.url, 'queue', 'redrive', queue, '--all');
    return parked.reduce((sum, { count }) => sum + count, 0);
  });
}
