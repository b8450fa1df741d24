import type { Session } from '#shared-kernel/database/session.ts';
import type { TopologyRun } from '../../test/topologies/conformance/topology-run.ts';

export interface Waiting {
  /** The queue, through which a message has come before: those that wait are made in its image. */
  readonly queue: string;
  readonly messages: number;
  /** Absent for messages that are due. */
  readonly forHours?: number;
}

/** How those that were made can be told from others. */
const MARK = 'made-by-benchmark';
const BATCH = 50_000;

/** Has messages wait in a queue, all of them from one moment on: before that, nobody can begin to work them off. */
export function letWait({ databases }: TopologyRun, { queue, messages, forHours = 0 }: Waiting): Promise<void> {
  return databases.of('orders').asOwner(async (session) => {
    await session.run('begin');
    for (let made = 0; made < messages; made += BATCH) {
      await insert(session, queue, Math.min(BATCH, messages - made), forHours);
    }
    await session.run('analyze pgboss.job; commit');
  });
}

async function insert({ sql }: Session, queue: string, count: number, forHours: number): Promise<void> {
  const inserted = await sql`
    with image as materialized (
      select * from pgboss.job where name = ${queue} and data ? 'specversion' order by created_on desc limit 1
    ), fresh as (
      select to_jsonb(image) || jsonb_build_object('id', uuidv7(), 'state', 'created', 'singleton_key', ${MARK}::text, 'retry_count', 0,
        'created_on', now(), 'start_after', now() + make_interval(hours => ${forHours}), 'started_on', null, 'completed_on', null,
        'heartbeat_on', null, 'output', null, 'data', jsonb_set(data, '{id}', to_jsonb(uuidv7()))) as job
      from image cross join generate_series(1, ${count}::int)
    )
    insert into pgboss.job select made.* from fresh cross join lateral jsonb_populate_record(null::pgboss.job, job) as made
    returning 1`;
  if (inserted.length !== count) throw new Error(`no message has come through ${queue} yet`);
}

/** Takes away those that still wait. Resolves to how many were handled meanwhile. */
export function letNoneWait({ databases }: TopologyRun): Promise<number> {
  return databases.of('orders').asOwner(async ({ sql }) => {
    await sql`delete from pgboss.job where singleton_key = ${MARK} and state = 'created'`;
    const [row] = await sql<{ handled: number }>`
      with handled as (delete from pgboss.job where singleton_key = ${MARK} and state = 'completed' returning 1)
      select count(*)::int as handled from handled`;
    return row?.handled ?? 0;
  });
}
