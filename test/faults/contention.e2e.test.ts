import { beforeAll, describe, expect, it } from 'vitest';
import { sqlState } from '#shared-kernel/database/failures.ts';
import { newId } from '#shared-kernel/ids.ts';
import { defineSubscription } from '#shared-kernel/messaging/subscription.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { busStarter, NoteTakenV1 } from '../../src/bootstrap/messaging/testing/test-bus.ts';
import { modules } from '../../src/bootstrap/modules.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

describe('a shop whose modules have one connection each', () => {
  const single = modules.map((module) => ({ ...module, pool: { ...module.pool, size: 1 } }));
  const shop = testShop(single, { bus: 'real' });
  const { sell, order, look, level } = shopping(shop);

  it('serves thirty orders at once: nobody waits for a connection while he has one', { timeout: 60_000 }, async () => {
    await sell('ONE-1', { stock: 30 });
    const placed = await Promise.all(
      Array.from({ length: 30 }, () => order({ lines: [{ sku: 'ONE-1', quantity: 1 }], wait: 0 })),
    );
    for (const each of placed) {
      const ended = await eventually(() => look(each), { satisfies: ({ status }) => status !== 'pending', withinMs: 40_000 });
      expect(ended.status).toBe('confirmed');
    }
    expect(await level('ONE-1')).toMatchObject({ held: 0, reserved: 30, available: 0 });
  });
});

describe('two handlers that deadlock', () => {
  const test = testDatabase('orders');
  const startBus = busStarter(test);
  beforeAll(async () => {
    await test.admin.run(`
      create table orders.shelves (name text primary key, notes int not null default 0);
      insert into orders.shelves (name) values ('left'), ('right');
      grant select, update on orders.shelves to orders`);
  });

  it('both have their effect once: Postgres ends one of them, and the bus tries it again', { timeout: 60_000 }, async () => {
    const endedBy: (string | undefined)[] = [];
    const bothStarted = Promise.withResolvers<void>();
    let started = 0;
    const knot = defineSubscription({
      name: 'orders.copy-on-note-taken',
      on: NoteTakenV1,
      delivery: { batchSize: 1, concurrency: 2 },
      async handle(tx, { payload: { text } }) {
        const [first, second] = text === 'there' ? ['left', 'right'] : ['right', 'left'];
        try {
          await tx.sql`update orders.shelves set notes = notes + 1 where name = ${first}`;
          started += 1;
          if (started === 2) bothStarted.resolve();
          await bothStarted.promise;
          await tx.sql`update orders.shelves set notes = notes + 1 where name = ${second}`;
        } catch (error) {
          endedBy.push(sqlState(error));
          throw error;
        }
      },
    });
    const { events } = await startBus({ subscriptions: [knot] });
    await test.database.transaction({ correlationId: newId() }, async (tx) => {
      for (const text of ['there', 'back']) events.publish(tx, NoteTakenV1, { subject: text, sequence: 1, payload: { text } });
    });
    const shelves = () => test.admin.sql`select name, notes from orders.shelves order by name`;
    const twice = [
      { name: 'left', notes: 2 },
      { name: 'right', notes: 2 },
    ];
    await eventually(shelves, { is: twice, withinMs: 30_000 });
    expect(endedBy[0]).toBe('40P01');
  });
});
