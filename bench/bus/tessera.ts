import { z } from 'zod';
import type { Tx } from '#shared-kernel/database/database.ts';
import { PostgresDatabase } from '#shared-kernel/database/postgres-database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineEvent } from '#shared-kernel/messaging/define-event.ts';
import { defineBatchSubscription, defineSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import { DEFAULT_POOL } from '#shared-kernel/module.ts';
import { createLog } from '../../src/bootstrap/log.ts';
import { Messaging } from '../../src/bootstrap/messaging/messaging.ts';
import { type ContenderOptions, Note, type OpenContender } from './contender.ts';

const NoteTakenV1 = defineEvent('bench.note-taken.v1', z.strictObject(Note.shape));

/** The bus of this repository as a module has it: its own role and pool, an inbox, and the settings of production. */
export const openTessera: OpenContender = async (options) => {
  const { url, handles } = options;
  const database = new PostgresDatabase({
    ...DEFAULT_POOL,
    url,
    applicationName: 'tessera:bench',
    role: 'bench',
    searchPath: 'bench',
    acquireTimeoutMs: 30_000,
    maxWaiting: 1_000,
  });
  const log = createLog({ level: 'warn', development: true });
  const messaging = new Messaging({ url, log, pollMs: POLL_MS, monitorSeconds: 60, handles });
  await messaging.open([{ name: 'bench', database, runtime: { subscriptions: [subscriptionOf(options)] } }]);
  const events = messaging.busOf('bench');
  return {
    send: (notes) =>
      database.transaction({ correlationId: newId() }, async (tx) => {
        for (const payload of notes()) events.publish(tx, NoteTakenV1, { subject: newId(), sequence: 1, payload });
      }),
    deliver: () => messaging.deliver(),
    async stop() {
      await messaging.stop(30_000);
      await database.close();
    },
  };
};

/** As the shop's own default. */
const POLL_MS = 1_000;

function subscriptionOf({ shape, begun }: ContenderOptions): Subscription {
  const { handler, batchSize, concurrency } = shape;
  const common = { name: 'bench.write-on-note-taken', on: NoteTakenV1, delivery: { batchSize, concurrency } };
  if (handler === 'each') {
    return defineSubscription({
      ...common,
      handle(tx, { payload }) {
        begun([payload]);
        return tx.sql`insert into rows (number) values (${payload.number})`;
      },
    });
  }
  return defineBatchSubscription({
    ...common,
    handleMany(tx, messages) {
      const notes = messages.map(({ payload }) => payload);
      begun(notes);
      return writeAll(tx, notes);
    },
  });
}

function writeAll(tx: Tx, notes: readonly Note[]) {
  return tx.sql`insert into rows (number) select unnest(${notes.map(({ number }) => number)}::integer[])`;
}
