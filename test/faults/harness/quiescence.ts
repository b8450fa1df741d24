import { setTimeout as pause } from 'node:timers/promises';
import type { Session } from '#shared-kernel/database/session.ts';
import { messageOf } from '#shared-kernel/errors.ts';
import { TIMERS } from './evidence.ts';
import type { RunningProcess } from './processes.ts';
import { type OneDatabase, onlyDatabase, type ShopDatabases } from './shop-databases.ts';
import { OPERATIONS_TOKEN } from './shop-processes.ts';

export interface Quiet {
  /** Undefined where it was not quiet in time. */
  readonly afterMs: number | undefined;
  /** When that was found: a timer that fell due later is no unrest. */
  readonly at: Date;
  readonly unrest: readonly string[];
}

/** Waits until no message waits but timers, and no order and no saga is under way. */
export function untilQuiet(postgres: OneDatabase, withinMs: number): Promise<Quiet> {
  return untilAllQuiet(onlyDatabase(postgres), withinMs);
}

/** The same for a shop of several databases. */
export async function untilAllQuiet(databases: ShopDatabases, withinMs: number): Promise<Quiet> {
  const start = Date.now();
  let before: Look | undefined;
  for (;;) {
    const at = new Date();
    const look = await lookInto(databases).catch((error: unknown) => ({ messages: 0, unrest: [messageOf(error)] }));
    if (isRest(databases, before, look)) return { afterMs: Date.now() - start, at, unrest: [] };
    if (Date.now() - start > withinMs) return { afterMs: undefined, at, unrest: look.unrest };
    before = look;
    await pause(250);
  }
}

/** What was found in all databases, one after the other. */
interface Look {
  readonly unrest: readonly string[];
  /** All that were ever sent: their number only grows. */
  readonly messages: number;
}

/** A message may have passed from a database that was yet to be looked into to one that had been: but not if none came into being. */
function isRest({ all }: ShopDatabases, before: Look | undefined, now: Look): boolean {
  if (now.unrest.length > 0) return false;
  return all.length === 1 || (before?.unrest.length === 0 && before.messages === now.messages);
}

async function lookInto(databases: ShopDatabases): Promise<Look> {
  const orders = await databases.of('orders').asOwner(ordersGoingOn);
  const queues = await Promise.all(databases.all.map((database) => database.asOwner(messagesGoingOn)));
  return {
    unrest: [...orders, ...queues.flatMap(({ unrest }) => unrest)],
    messages: queues.reduce((sum, { messages }) => sum + messages, 0),
  };
}

async function messagesGoingOn({ sql }: Session): Promise<Look> {
  const found = await sql<{ what: string }>`
    select format('%s messages in %s are %s, next at %s', count(*), name, state, min(start_after)) as what from pgboss.job
    where data ? 'specversion' and state in ('created', 'retry', 'active')
      and not (state = 'created' and start_after > now()
        and data->>'type' = any(${TIMERS}))
    group by name, state`;
  const [counted] = await sql<{ messages: number }>`
    select count(*)::int as messages from pgboss.job where data ? 'specversion'`;
  return { unrest: found.map(({ what }) => what), messages: counted?.messages ?? 0 };
}

async function ordersGoingOn({ sql }: Session): Promise<readonly string[]> {
  const found = await sql<{ what: string }>`
    select format('%s orders are pending', count(*)) as what from orders.orders where status = 'pending' having count(*) > 0
    union all
    select format('%s sagas are %s', count(*), phase) from orders.sagas where phase in ('forward', 'undoing') group by phase`;
  return found.map(({ what }) => what);
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
