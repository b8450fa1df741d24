import type { Session } from '#shared-kernel/database/session.ts';
import type { HostedModule } from '../../host-modules.ts';
import { modulesWithSagas, sagasOf } from '../commands/saga.ts';
import { countQueues } from '../queues/queue-counts.ts';
import { counted } from '../text-table.ts';
import { examine, type Finding } from './finding.ts';

/** A claim that lapsed this long ago should have been given to another worker by now. */
const LAPSED_SECONDS = 60;
const OVERDUE_MS = 15 * 60_000;

/** How many processes listen for messages now, as a session of the same user sees it. */
export async function countProcesses(session: Session): Promise<number> {
  const listeners = await session.sql`
    select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'tessera:bus' and query = 'listen tessera_doorbell'`;
  return listeners.length;
}

/** What waits, is stuck, or was given up. */
export async function examineQueues(session: Session): Promise<readonly Finding[]> {
  return [
    await examine('dead letters', async () => {
      const queues = (await countQueues(session)).filter(({ dead }) => dead > 0);
      if (queues.length === 0) return { status: 'ok', detail: 'none' };
      const list = queues.map(({ queue, dead }) => `${dead} in ${queue}`).join(', ');
      return { status: 'problem', detail: `${list}: tessera queue dead, then tessera queue redrive` };
    }),
    await examine('claims', async () => {
      const lapsed = await session.sql<{ name: string; count: number }>`
        select name, count(*) as count from pgboss.job
        where state = 'active' and started_on + make_interval(secs => expire_seconds + ${LAPSED_SECONDS}) < pgboss.job_now()
        group by name order by name`;
      if (lapsed.length === 0) return { status: 'ok', detail: 'no message is held by a process that died' };
      const list = lapsed.map(({ name, count }) => `${count} in ${name}`).join(', ');
      return { status: 'problem', detail: `messages held by a process that died: ${list}; start the shop, it takes them over` };
    }),
  ];
}

/** Orders, erasures and exports that do not move. */
export function examineSagas(hosted: readonly HostedModule[]): Promise<readonly Finding[]> {
  const input = { stuck: false, limit: 1_000 };
  return Promise.all(
    modulesWithSagas(hosted).map(({ name }) =>
      examine(`sagas of ${name}`, async () => sagasFinding(await sagasOf(hosted, name, input), Date.now())),
    ),
  );
}

export function sagasFinding(
  sagas: readonly { readonly phase: string; readonly updatedAt: Date }[],
  now: number,
): Omit<Finding, 'check'> {
  const stuck = sagas.filter(({ phase }) => phase === 'stuck').length;
  const overdue = sagas.filter(({ phase, updatedAt }) => phase !== 'stuck' && now - updatedAt.getTime() > OVERDUE_MS).length;
  if (stuck > 0)
    return { status: 'problem', detail: `${counted(stuck, 'saga')} in need of attention: tessera saga list --stuck` };
  if (overdue > 0) {
    return { status: 'problem', detail: `${counted(overdue, 'saga')} untouched for a quarter of an hour: tessera saga list` };
  }
  return { status: 'ok', detail: `${counted(sagas.length, 'saga')} under way, none overdue` };
}
