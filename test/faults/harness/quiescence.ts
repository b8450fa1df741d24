import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '#shared-kernel/errors.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { RunningProcess } from './processes.ts';
import { OPERATIONS_TOKEN } from './shop-processes.ts';

export interface Quiet {
  /** Undefined where it was not quiet in time. */
  readonly afterMs: number | undefined;
  /** When that was found: a timer that fell due later is no unrest. */
  readonly at: Date;
  readonly unrest: readonly string[];
}

/** Waits until no message waits but timers, and no order and no saga is under way. */
export async function untilQuiet(postgres: Pick<PostgresServer, 'asOwner'>, withinMs: number): Promise<Quiet> {
  const start = Date.now();
  let unrest: readonly string[] = [];
  for (;;) {
    const at = new Date();
    unrest = await whatIsGoingOn(postgres).catch((error: unknown) => [messageOf(error)]);
    if (unrest.length === 0) return { afterMs: Date.now() - start, at, unrest };
    if (Date.now() - start > withinMs) return { afterMs: undefined, at, unrest };
    await pause(250);
  }
}

function whatIsGoingOn(postgres: Pick<PostgresServer, 'asOwner'>): Promise<readonly string[]> {
  return postgres.asOwner(async ({ sql }) => {
    const found = await sql<{ what: string }>`
      select format('%s messages in %s are %s, next at %s', count(*), name, state, min(start_after)) as what from pgboss.job
      where data ? 'specversion' and state in ('created', 'retry', 'active')
        and not (state = 'created' and start_after > now()
          and data->>'type' in ('orders.check-saga.v1', 'inventory.expire-hold.v1'))
      group by name, state
      union all select format('%s orders are pending', count(*)) from orders.orders where status = 'pending' having count(*) > 0
      union all
      select format('%s sagas are %s', count(*), phase) from orders.sagas where phase in ('forward', 'undoing') group by phase`;
    return found.map(({ what }) => what);
  });
}

/** What `/ready` finds wrong with each process that is not ready within the time. */
export async function unreadyAmong(processes: readonly RunningProcess[], withinMs: number): Promise<readonly string[]> {
  const complaints = await Promise.all(processes.map(({ url, pid }) => complaintOf(url, pid, Date.now() + withinMs)));
  return complaints.flat();
}

async function complaintOf(url: string, pid: number, deadline: number): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${OPERATIONS_TOKEN}` };
  for (;;) {
    const answer = await fetch(new URL('/ready', url), { headers }).catch(() => undefined);
    if (answer?.ok) return [];
    if (Date.now() > deadline) return [`process ${pid} is not ready: ${(await answer?.text()) ?? 'it does not answer'}`];
    await pause(200);
  }
}
