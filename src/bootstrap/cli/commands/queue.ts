import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { busDatabase } from '../../messaging/bus-database.ts';
import { type DeadLetter, type DeadLetterFilter, listDeadLetters } from '../../messaging/dead-letters.ts';
import { queueOfDeadLetters } from '../../messaging/queues.ts';
import { redriveDeadLetters } from '../../messaging/redrive.ts';
import { defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { withBusSession } from '../queues/bus-session.ts';
import { countQueues } from '../queues/queue-counts.ts';
import { type Target, type Targets, withMessaging, withMigratedDatabases } from '../surroundings.ts';
import { counted, textTable } from '../text-table.ts';

const QueueName = z.string().transform((name) => queueOfDeadLetters(name) ?? name);

export const queueList = defineCliCommand({
  usage: 'list',
  summary: 'counts what lies in each queue',
  failsWhen: 'there are dead letters',
  example: 'queue list',
  options: { '--busy': 'only queues with something in them' },
  input: z.object({ busy: z.boolean().default(false) }),
  run: ({ busy }) =>
    withMigratedDatabases(async (targets) => {
      const all = (await Promise.all(targets.map(({ url }) => withBusSession(url, countQueues)))).flat();
      const queues = all.filter((each) => !busy || each.ready + each.deferred + each.active + each.retrying + each.dead > 0);
      const rows = queues.map(({ queue, ready, deferred, active, retrying, failed, dead }) => {
        return [queue, ready, deferred, active, retrying, failed, dead];
      });
      const headings = ['queue', 'ready', 'deferred', 'active', 'retrying', 'failed', 'dead'];
      const none = busy ? 'all queues are empty' : 'there are no queues yet: the shop makes them when it starts';
      return { text: textTable(headings, rows, none), json: { queues }, problem: all.some(({ dead }) => dead > 0) };
    }),
});

export const queueDead = defineCliCommand({
  usage: 'dead [queue]',
  summary: 'lists messages that were given up, in the order in which they were sent, with their last error',
  failsWhen: 'there are any',
  example: 'queue dead inventory.hold-stock',
  options: { '--type <type>': 'only messages of this type', '--limit <number>': 'at most so many (100)' },
  input: z.object({
    queue: QueueName.optional(),
    type: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(10_000).default(100),
  }),
  run: ({ limit, ...filter }) =>
    withMigratedDatabases(async (targets) => {
      const letters = await deadLettersOf(targets, filter, limit);
      return {
        text: letters.map(textOf).join('\n\n') || 'no dead letters',
        json: { deadLetters: letters },
        problem: letters.length > 0,
      };
    }),
});

/** Of all databases together, in the order in which they were sent: ids of messages are in order of time. */
async function deadLettersOf(targets: Targets, filter: DeadLetterFilter, limit?: number): Promise<readonly DeadLetter[]> {
  const lists = await Promise.all(
    targets.map(({ url }) => withBusSession(url, (session) => listDeadLetters(session, filter, { limit }))),
  );
  const inOrder = lists.flat().toSorted((a, b) => (a.messageId ?? '').localeCompare(b.messageId ?? ''));
  return inOrder.slice(0, limit);
}

function textOf({ id, queue, type, subject, correlationId, sentAt, diedAt, tries, error }: DeadLetter): string {
  return [
    `${id}  ${queue}`,
    `  message      ${type ?? 'not readable'} about ${subject ?? 'nothing'}`,
    `  sent         ${sentAt.toISOString()}, given up ${diedAt.toISOString()} after ${tries === 1 ? '1 try' : `${tries} tries`}`,
    `  last error   ${error ?? 'not recorded'}`,
    `  correlation  ${correlationId ?? 'none'}`,
  ].join('\n');
}

export const queueRedrive = defineCliCommand({
  usage: 'redrive <queue>',
  summary: 'puts dead letters back into their queue, unchanged and in the order in which they were sent',
  failsWhen: 'one of the ids is no dead letter of the queue',
  example: 'queue redrive inventory.hold-stock --all',
  options: {
    '--id <id...>': 'these dead letters',
    '--type <type>': 'all of this message type',
    '--all': 'all of the queue',
  },
  input: z.object({
    queue: QueueName,
    id: z.array(z.uuid({ error: 'must be ids as `queue dead` shows them' })).optional(),
    type: z.string().optional(),
    all: z.boolean().default(false),
  }),
  run: async ({ queue, id: ids, type, all }) => {
    const ways = [all, type !== undefined, ids !== undefined].filter(Boolean).length;
    if (ways !== 1) throw new UsageError('say which dead letters: --all, or --type TYPE, or --id ID');
    return withMigratedDatabases(async (targets) => {
      const found = (await deadLettersOf(targets, { queue, type, ids })).map(({ id }) => id);
      let moved = 0;
      if (found.length > 0) for (const target of targets) moved += await redrive(target, { queue, type, ids });
      const missing = (ids ?? []).filter((id) => !found.includes(id));
      const lines = [
        `${counted(moved, 'message')} back in ${queue}`,
        ...missing.map((id) => `no dead letter of ${queue}: ${id}`),
      ];
      return { text: lines.join('\n'), json: { queue, redriven: moved, missing }, problem: missing.length > 0 };
    });
  },
});

async function redrive(target: Target, filter: DeadLetterFilter & { readonly queue: string }): Promise<number> {
  const database = busDatabase(target.url, 1);
  try {
    return await withMessaging(target, async (messaging) => {
      await messaging.open([]);
      // Whoever names a queue has it, whichever version of the code has a subscription for it.
      const deps = { database, messaging, subscriptions: new Set([filter.queue]) };
      return (await redriveDeadLetters(deps, { correlationId: newId() }, filter)).redriven;
    });
  } finally {
    await database.close();
  }
}
