import { z } from 'zod';
import { busDatabase } from '../../messaging/bus-database.ts';
import { ensureRelayQueues } from '../../messaging/queues.ts';
import { modules } from '../../modules.ts';
import { countOutboxes } from '../../relay/outbox-counts.ts';
import { type ReplayedRoute, replay } from '../../relay/replay.ts';
import { type Cli, defineCliCommand } from '../cli-command.ts';
import { UsageError } from '../failure.ts';
import { withBusSession } from '../queues/bus-session.ts';
import { type Target, withMessaging, withMigratedDatabases } from '../surroundings.ts';
import { counted, textTable } from '../text-table.ts';

/** What waits for longer than that is a finding: a receiver that is at work confirms within a second. */
const LATE_SECONDS = 60;

export const outboxList = defineCliCommand({
  usage: 'list',
  summary: 'counts what modules have said to those in other databases: not sent, not confirmed, kept',
  failsWhen: `something has waited for longer than ${LATE_SECONDS} s`,
  example: 'outbox list',
  input: z.object({}),
  run: () =>
    withMigratedDatabases(async (targets) => {
      const outboxes = (await Promise.all(targets.map(({ url }) => withBusSession(url, countOutboxes)))).flat();
      const rows = outboxes.map(({ from, to, unsent, unconfirmed, oldestSeconds, deferred, kept }) => {
        return [from, to, unsent, unconfirmed, oldestSeconds === null ? '' : `${Math.round(oldestSeconds)} s`, deferred, kept];
      });
      const headings = ['from', 'to', 'unsent', 'unconfirmed', 'oldest', 'deferred', 'kept'];
      return {
        text: textTable(headings, rows, 'no module says anything to another database'),
        json: { outboxes },
        problem: outboxes.some(({ oldestSeconds }) => (oldestSeconds ?? 0) > LATE_SECONDS),
      };
    }),
});

const ModuleName = z.enum(modules.map(({ name }) => name));

export const outboxReplay = defineCliCommand({
  usage: 'replay',
  summary: 'sends again what was said to modules in other databases since a time, and is still kept; harmless to repeat',
  failsWhen: 'a module that is named is in the same database as all that speak to it',
  example: 'outbox replay --since 2026-11-20T00:00:00Z --to notifications',
  options: {
    '--since <time>': 'what was said at this time or later',
    '--to <module>': 'only what this module hears',
    '--from <module>': 'only what this module said',
  },
  input: z.object({
    since: z.iso
      .datetime({ error: 'must be a time such as 2026-11-20T00:00:00Z', offset: true })
      .transform((text) => new Date(text)),
    to: ModuleName.optional(),
    from: ModuleName.optional(),
  }),
  run: ({ since, to, from }, cli) =>
    withMigratedDatabases(async (targets) => {
      const plan = targets.map((target) => ({ target, routes: routesOutOf(target, { from, to }) }));
      if (plan.every(({ routes }) => routes.length === 0)) {
        throw new UsageError('all of these modules are in one database: their messages need no broker, and none was lost at one');
      }
      const replayed = [];
      for (const { target, routes } of plan) replayed.push(...(await replayOutOf(target, { routes, since, cli })));
      const total = replayed.reduce((sum, { messages }) => sum + messages, 0);
      const rows = replayed
        .filter(({ messages }) => messages > 0)
        .map(({ messages, ...route }) => [route.from, route.to, messages]);
      const text = [textTable(['from', 'to', 'messages'], rows, ''), `${counted(total, 'message')} sent again`];
      return { text: text.filter((part) => part !== '').join('\n'), json: { replayed: total, routes: replayed } };
    }),
});

type Named = Readonly<Partial<Record<'from' | 'to', string | undefined>>>;

/** From each module of the database to each elsewhere. */
function routesOutOf({ schemas }: Target, { from, to }: Named): readonly ReplayedRoute[] {
  const here = modules.filter(({ name }) => schemas.includes(name) && name === (from ?? name));
  const elsewhere = modules.filter(({ name }) => !schemas.includes(name) && name === (to ?? name));
  return here.flatMap((sender) =>
    elsewhere.map(({ name, hears, receives }) => {
      return { from: sender.name, to: name, types: [...hears, ...receives].map(({ type }) => type) };
    }),
  );
}

interface ReplayOutOf {
  readonly routes: readonly ReplayedRoute[];
  readonly since: Date;
  readonly cli: Cli;
}

async function replayOutOf(target: Target, { routes, since, cli }: ReplayOutOf) {
  const database = busDatabase(target.url, 1);
  const progress = cli.progress();
  const report = (count: number) => progress.report({ count, note: `out of ${target.name}` });
  try {
    return await withMessaging(target, async (messaging) => {
      await messaging.open([]);
      const replayed = [];
      for (const route of routes) {
        await ensureRelayQueues(messaging.boss, [{ name: route.from }], [{ name: route.to }]);
        const messages = await replay({ database, messaging, progress: report }, route, since);
        replayed.push({ from: route.from, to: route.to, messages });
      }
      return replayed;
    });
  } finally {
    progress.end();
    await database.close();
  }
}
