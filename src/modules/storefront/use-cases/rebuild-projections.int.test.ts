import { describe, expect, it } from 'vitest';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import type { Tx } from '#shared-kernel/database/database.ts';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { anOrder, storefrontUnderTest } from '../testing/storefront-under-test.ts';
import { rebuildProjections } from './rebuild-projections.ts';

const db = testDatabase('storefront');
const storefront = storefrontUnderTest(db);
const { hear, shownTo } = storefront;
const steps = rebuildProjections({ clock: storefront.clock });
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.database.transaction({ correlationId: newId() }, work);

/** A user with a name, a confirmed order that is under way, and something to buy again. */
async function aCustomer(): Promise<string> {
  const userId = newId();
  const sku = `TEA-${newId()}`;
  const order = anOrder(userId);
  const lines = order.lines.map((line) => ({ ...line, sku }));
  await storefront.register(userId);
  await placed(userId, { ...order, lines });
  await hear(OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: { ...order, lines } });
  const parcel = { orderId: order.orderId, userId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1' };
  await hear(ShipmentCreatedV1, { subject: order.orderId, sequence: 1, payload: parcel });
  const productId = newId();
  const variants = [{ variantId: newId(), sku, title: 'Green tea', price: order.total }];
  const product = { productId, slug: 'tea', title: 'Green tea', categories: [], variants };
  await hear(ProductPublishedV1, { subject: productId, sequence: 1, payload: product });
  await hear(StockLevelChangedV1, { subject: sku, sequence: 1, payload: { sku, onHand: 3, held: 0, reserved: 0, available: 3 } });
  return userId;
}

const placed = (userId: string, order = anOrder(userId)) =>
  hear(OrderPlacedV1, { subject: order.orderId, sequence: 1, payload: order });

async function generationsLeft(): Promise<readonly number[]> {
  const rows = await db.admin.sql<{ generation: number }>`
    select generation from storefront.orders union select generation from storefront.stock
    union select generation from storefront.variants union select generation from storefront.profiles order by 1`;
  return rows.map(({ generation }) => generation);
}

async function liveGeneration(): Promise<number> {
  const [row] = await db.admin.sql<{ live: number }>`select live from storefront.generations`;
  return row?.live ?? 0;
}

describe('a rebuild', () => {
  it('shows again exactly what was shown before', async () => {
    const userId = await aCustomer();
    const before = await shownTo(userId);
    expect(before).toMatchObject({ profile: { name: 'Ada Lovelace' }, underWay: [{}], buyAgain: [{ available: 3 }] });
    await storefront.rebuild();
    expect(await shownTo(userId)).toEqual(before);
    expect(await generationsLeft()).toEqual([await liveGeneration()]);
  });

  it('mends what was damaged, and takes away what nobody has told', async () => {
    const userId = await aCustomer();
    const before = await shownTo(userId);
    await db.admin.sql`update storefront.orders set status = 'cancelled', total_minor = 1`;
    await db.admin.sql`delete from storefront.profiles`;
    await db.admin.sql`
      insert into storefront.orders select ${newId()}, generation, user_id, sequence, 'confirmed', placed_at, 'T-0', currency, 5, lines
      from storefront.orders where user_id = ${userId}`;
    expect(await shownTo(userId)).not.toEqual(before);
    await storefront.rebuild();
    expect(await shownTo(userId)).toEqual(before);
  });

  it('tells how far it is', async () => {
    await aCustomer();
    const counts: number[] = [];
    const outcome = await storefront.rebuild({}, (count) => void counts.push(count));
    expect(outcome).toEqual({ generation: await liveGeneration(), facts: counts.at(-1) });
    expect(counts.at(-1)).toBeGreaterThan(0);
  });

  it('shows the old generation until it is finished, and keeps both up to date meanwhile', async () => {
    const userId = await aCustomer();
    const generation = await run((tx) => steps.begin(tx, { anew: false }));
    while (!(await run((tx) => steps.carryOn(tx, generation, 2))).complete) await placed(userId);
    const orders = (await shownTo(userId)).orders.length;
    expect(orders).toBeGreaterThan(2);
    expect(await liveGeneration()).toBeLessThan(generation);
    const before = await shownTo(userId);
    await run((tx) => steps.finish(tx, generation));
    expect(await shownTo(userId)).toEqual(before);
    await storefront.rebuild();
  });

  it('goes on where it was interrupted, and from the beginning where it is asked to', async () => {
    const userId = await aCustomer();
    const before = await shownTo(userId);
    const generation = await run((tx) => steps.begin(tx, { anew: false }));
    const { done } = await run((tx) => steps.carryOn(tx, generation, 3));
    expect(await run((tx) => steps.begin(tx, { anew: false }))).toBe(generation);
    expect((await run((tx) => steps.carryOn(tx, generation, 1))).done).toBe(done + 1);
    const again = await run((tx) => steps.begin(tx, { anew: true }));
    expect(again).toBeGreaterThan(generation);
    await expect(run((tx) => steps.carryOn(tx, generation, 1))).rejects.toMatchObject({ code: 'storefront.rebuild_replaced' });
    await expect(run((tx) => steps.finish(tx, generation))).rejects.toMatchObject({ code: 'storefront.rebuild_replaced' });
    await storefront.rebuild();
    expect(await shownTo(userId)).toEqual(before);
    expect(await generationsLeft()).toEqual([again]);
  });

  it('never brings back whoever was erased under way', async () => {
    const userId = await aCustomer();
    const generation = await run((tx) => steps.begin(tx, { anew: true }));
    await run((tx) => steps.carryOn(tx, generation, 3));
    await storefront.erase(userId);
    await storefront.rebuild();
    expect(await shownTo(userId)).toEqual({ profile: undefined, orders: [], underWay: [], spending: [], buyAgain: [] });
    expect(await db.admin.sql`select 1 from storefront.orders where user_id = ${userId}`).toEqual([]);
  });
});

describe('a rebuild that begins', () => {
  it('waits for a handler that does not know of it yet, so that nothing is missed', async () => {
    const userId = await aCustomer();
    const handled = Promise.withResolvers<void>();
    const handling = Promise.withResolvers<void>();
    const handler = run(async (tx) => {
      await tx.sql`select live from storefront.generations for share`;
      handling.resolve();
      await handled.promise;
      await tx.sql`
        insert into storefront.facts (kind, subject, sequence, user_id, at, body)
        values ('profile', ${newId()}, 1, ${userId}, now(), '{"name": "Late"}'::jsonb)`;
    });
    await handling.promise;
    const begun = run((tx) => steps.begin(tx, { anew: true }));
    await eventually(waitingForLocks, { satisfies: (count) => count > 0 });
    handled.resolve();
    await handler;
    const generation = await begun;
    while (!(await run((tx) => steps.carryOn(tx, generation, 100))).complete);
    const names = await db.admin.sql`select name from storefront.profiles where generation = ${generation} and name = 'Late'`;
    expect(names).toHaveLength(1);
    await storefront.rebuild();
  });
});

describe('rebuilds while events are being delivered', () => {
  it('lose nothing and double nothing, with two at once', async () => {
    const users = await Promise.all([aCustomer(), aCustomer(), aCustomer()]);
    const orders = users.flatMap((userId) => Array.from({ length: 15 }, () => anOrder(userId)));
    let delivering = true;
    const delivery = (async () => {
      for (const order of orders) {
        await placed(String(order.userId), order);
        await hear(OrderConfirmedV1, { subject: order.orderId, sequence: 2, payload: order });
      }
      delivering = false;
    })();
    const rebuilding = [0, 1].map(async () => {
      let finished = 0;
      do {
        const outcome = await storefront.rebuild().catch((error: unknown) => error);
        finished += outcome instanceof Error ? 0 : 1;
      } while (delivering);
      return finished;
    });
    await delivery;
    const finished = await Promise.all(rebuilding);
    expect(finished.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
    for (const userId of users) {
      const { spending } = await shownTo(userId);
      expect(spending).toEqual([{ currency: 'EUR', orders: 16, spentMinor: 16 * 1_250, refundedMinor: 0 }]);
    }
    expect(await generationsLeft()).toEqual([await liveGeneration()]);
  });
});

async function waitingForLocks(): Promise<number> {
  const [row] = await db.admin.sql<{ count: number }>`select count(*)::int as count from pg_locks where not granted`;
  return row?.count ?? 0;
}
