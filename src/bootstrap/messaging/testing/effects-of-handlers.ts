import { beforeAll, beforeEach } from 'vitest';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription, type Subscription } from '#shared-kernel/messaging/subscription.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { busStarter, NoteTakenV1, type TestBus } from './test-bus.ts';

export const cause = { correlationId: 'a-request' };

/** What handlers do to the world in the tests of the bus: a row for each effect. */
export function effectsOfHandlers() {
  const test = testDatabase('orders');
  const startBus = busStarter(test);
  beforeAll(async () => {
    await test.admin.run(`
      create table orders.effects (id bigint generated always as identity primary key, by text not null, text text not null);
      grant select, insert on orders.effects to orders`);
  });
  beforeEach(async () => {
    await test.admin.run('truncate orders.effects, orders.inbox; delete from pgboss.job');
  });
  return {
    test,
    startBus,
    effects: async () => {
      const rows = await test.admin.sql<{ by: string; text: string }>`select by, text from orders.effects order by id`;
      return rows.map(({ by, text }) => `${by}: ${text}`);
    },
    jobsOf: (queue: string) =>
      test.admin.sql<{
        state: string;
        data: { correlationid: string };
      }>`select state, data from pgboss.job where name = ${queue}`,
    say: ({ events }: TestBus, text: string, subject = newId()) =>
      test.database.transaction(cause, async (tx) =>
        events.publish(tx, NoteTakenV1, { subject, sequence: 1, payload: { text } }),
      ),
  };
}

export function write(tx: Tx, by: string, text: string) {
  return tx.sql`insert into orders.effects (by, text) values (${by}, ${text})`;
}

/** A subscriber that writes down what it hears. */
export function copyNotes(by = 'copy'): Subscription {
  return defineSubscription({
    name: `orders.${by}-on-note-taken`,
    on: NoteTakenV1,
    handle: (tx, { payload }) => write(tx, by, payload.text),
  });
}

/** A door that stays shut until it is opened. */
export function door(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}
