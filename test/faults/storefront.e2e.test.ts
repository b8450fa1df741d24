import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { StockLevelChangedV1 } from '#contracts/inventory/stock-level-changed.v1.ts';
import { OrderCancelledV1 } from '#contracts/orders/order-cancelled.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { OrderStuckV1 } from '#contracts/orders/order-stuck.v1.ts';
import { PaymentRefundedV1 } from '#contracts/payments/payment-refunded.v1.ts';
import { ShipmentCreatedV1 } from '#contracts/shipping/shipment-created.v1.ts';
import { ShipmentDeliveredV1 } from '#contracts/shipping/shipment-delivered.v1.ts';
import { ShipmentDispatchedV1 } from '#contracts/shipping/shipment-dispatched.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AnyMessage } from '#shared-kernel/messaging/handling.ts';
import { storefrontModule } from '../../src/modules/storefront/index.ts';
import { arrive, deliveriesOf, handlersOf, messageOf } from './support/deliveries.ts';
import { holdsForSeeds } from './support/with-seeds.ts';

const RUNS = { runs: 25 };
const { admin, database, named, runtime } = handlersOf(storefrontModule);
const EUR = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

/** All that is shown, in the generation that is shown. */
async function shown(table: 'profiles' | 'orders' | 'shipments' | 'refunds', userId: string) {
  return admin.run(
    `select to_jsonb(shown) - 'generation' as row from storefront.${table} as shown
     where user_id = $1 and generation = (select live from storefront.generations) order by 1`,
    [userId],
  );
}
const shownOf = async (userId: string) =>
  Promise.all((['profiles', 'orders', 'shipments', 'refunds'] as const).map(async (table) => (await shown(table, userId)).rows));

async function rebuild(): Promise<void> {
  await runtime.adminVerbs?.find(({ name }) => name === 'rebuild')?.run({}, () => undefined);
}

describe('what a dashboard shows of an order, whatever is delivered how often in which order,', () => {
  const End = fc.constantFrom('confirmed', 'cancelled', 'stuck, then confirmed');
  const Life = fc.record({ end: End, parcels: fc.integer({ min: 0, max: 3 }), refunds: fc.integer({ min: 0, max: 3 }) });
  const Told = Life.chain((life) => {
    const messages = tellOf(newId(), newId(), life);
    return fc.record({ life: fc.constant(life), batches: deliveriesOf(messages.length) });
  });

  it('is what was said last of the order, its parcel and its money, before and after a rebuild', async () => {
    const property = fc.asyncProperty(Told, async ({ life, batches }) => {
      const [userId, orderId] = [newId(), newId()];
      const messages = tellOf(userId, orderId, life);
      await arrive(database, named('storefront.keep-order-on-order-changed'), messages, batches);
      const [, orders, shipments, refunds] = await shownOf(userId);
      const status = life.end === 'cancelled' ? 'cancelled' : 'confirmed';
      expect(orders).toMatchObject([{ row: { order_id: orderId, status, number: 'T-1', total_minor: 900 } }]);
      const parcel = ['created', 'dispatched', 'delivered'][life.parcels - 1];
      expect(shipments).toMatchObject(parcel === undefined ? [] : [{ row: { status: parcel, tracking_number: 'SBX1' } }]);
      expect(refunds).toMatchObject(life.refunds === 0 ? [] : [{ row: { refunded_minor: 100 * life.refunds } }]);
      const before = await shownOf(userId);
      await rebuild();
      expect(await shownOf(userId)).toEqual(before);
    });
    await holdsForSeeds('storefront-orders', property, RUNS);
  });

  it('is nothing once the user was erased, before and after a rebuild', async () => {
    const Erased = fc.record({
      batches: deliveriesOf(7),
      erasures: deliveriesOf(3),
      erasedAfter: fc.integer({ min: 0, max: 7 }),
    });
    const property = fc.asyncProperty(Erased, async ({ batches, erasures, erasedAfter }) => {
      const [userId, orderId] = [newId(), newId()];
      const facts = tellOf(userId, orderId, { end: 'confirmed', parcels: 3, refunds: 2 });
      const tell = (part: typeof batches) => arrive(database, named('storefront.keep-order-on-order-changed'), facts, part);
      await tell(batches.slice(0, erasedAfter));
      await arrive(database, named('storefront.keep-profile-on-user-changed'), lifeOf(userId, ['Ada', 'Grace'], true), erasures);
      await tell(batches.slice(erasedAfter));
      await rebuild();
      expect(await shownOf(userId)).toEqual([[], [], [], []]);
      expect(await admin.sql`select kind from storefront.facts where user_id = ${userId}`).toEqual([]);
    });
    await holdsForSeeds('storefront-erasure', property, RUNS);
  });
});

describe('what a dashboard calls a user, whatever is delivered how often in which order,', () => {
  const Names = fc.array(fc.constantFrom('Ada', 'Grace', 'Edsger'), { minLength: 1, maxLength: 5 });
  const Told = Names.chain((names) => fc.record({ names: fc.constant(names), batches: deliveriesOf(names.length) }));

  it('is what identity said last', async () => {
    const property = fc.asyncProperty(Told, async ({ names, batches }) => {
      const userId = newId();
      await arrive(database, named('storefront.keep-profile-on-user-changed'), lifeOf(userId, names, false), batches);
      expect((await shownOf(userId))[0]).toMatchObject([{ row: { name: names.at(-1) } }]);
    });
    await holdsForSeeds('storefront-profiles', property, RUNS);
  });
});

describe('what can be bought again, whatever is delivered how often in which order,', () => {
  const Change = fc.record({
    kind: fc.constantFrom('published', 'updated', 'price-changed', 'archived'),
    variants: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
    priceMinor: fc.integer({ min: 1, max: 9_999 }),
  });
  type Change = typeof Change extends fc.Arbitrary<infer T> ? T : never;
  const History = fc
    .array(Change, { minLength: 1, maxLength: 6 })
    .chain((changes) => fc.record({ changes: fc.constant(changes), batches: deliveriesOf(changes.length) }));

  it('is what the catalogue said last, at its last price', async () => {
    const property = fc.asyncProperty(History, async ({ changes, batches }) => {
      const productId = newId();
      const messages = changes.map((change, index) => productMessage(productId, change, index + 1));
      await arrive(database, named('storefront.keep-product-on-product-changed'), messages, batches);
      const onSale = await admin.sql`
        select sku, price_minor as "priceMinor" from storefront.variants join storefront.products using (product_id, generation, sequence)
        where product_id = ${productId} and generation = (select live from storefront.generations) order by sku`;
      const last = changes.at(-1);
      const expected = last?.kind === 'archived' ? [] : last?.variants.map((sku) => ({ sku, priceMinor: last.priceMinor }));
      expect(onSale).toEqual(expected);
    });
    await holdsForSeeds('storefront-products', property, RUNS);
  });

  it('is there as long as the stock said last lasts', async () => {
    const Levels = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
    const Told = Levels.chain((levels) => fc.record({ levels: fc.constant(levels), batches: deliveriesOf(levels.length) }));
    const property = fc.asyncProperty(Told, async ({ levels, batches }) => {
      const sku = newId();
      const messages = levels.map((available, index) => {
        const payload = { sku, onHand: available, held: 0, reserved: 0, available };
        return messageOf(StockLevelChangedV1, { subject: sku, sequence: index + 1, payload });
      });
      await arrive(database, named('storefront.keep-stock-on-stock-level-changed'), messages, batches);
      const rows = await admin.sql`
        select available from storefront.stock
        where sku = ${sku} and generation = (select live from storefront.generations)`;
      expect(rows).toEqual([{ available: levels.at(-1) }]);
    });
    await holdsForSeeds('storefront-stock', property, RUNS);
  });

  function productMessage(productId: string, { kind, variants, priceMinor }: Change, sequence: number): AnyMessage {
    const about = { subject: productId, sequence };
    if (kind === 'archived') return messageOf(ProductArchivedV1, { ...about, payload: { productId, skus: variants } });
    const price = EUR(priceMinor);
    const whole = {
      ...{ productId, slug: productId, title: 'Tea', categories: [] },
      variants: variants.map((sku) => ({ variantId: newId(), sku, title: '', price })),
    };
    if (kind === 'published') return messageOf(ProductPublishedV1, { ...about, payload: whole });
    if (kind === 'updated') return messageOf(ProductUpdatedV1, { ...about, payload: whole });
    return messageOf(PriceChangedV1, { ...about, payload: { ...whole, sku: variants[0] ?? '', previousPrice: price } });
  }
});

interface OrderLife {
  readonly end: string;
  /** How far the parcel came. */
  readonly parcels: number;
  readonly refunds: number;
}

function tellOf(userId: string, orderId: string, { end, parcels, refunds }: OrderLife): readonly AnyMessage[] {
  const lines = [{ sku: 'TEA', title: 'Tea', quantity: 1, unitPrice: EUR(900), lineTotal: EUR(900) }];
  const customer = { email: 'ada@example.com', name: 'Ada' };
  const order = { orderId, number: 'T-1', userId, customer, lines, total: EUR(900) };
  const about = (sequence: number) => ({ subject: orderId, sequence });
  const parcel = { orderId, userId, shipmentId: newId(), carrier: 'sandbox', trackingNumber: 'SBX1' };
  const at = '2026-01-15T12:00:00.000Z';
  const failure = { code: 'orders.cancelled_on_request', detail: 'Cancelled.' };
  const shipped = [
    messageOf(ShipmentCreatedV1, { ...about(1), payload: parcel }),
    messageOf(ShipmentDispatchedV1, { ...about(2), payload: { ...parcel, at } }),
    messageOf(ShipmentDeliveredV1, { ...about(3), payload: { ...parcel, at } }),
  ];
  const refunded = [1, 2, 3].map((each) => {
    const payload = { orderId, userId, paymentId: newId(), amount: EUR(100), refundedTotal: EUR(100 * each), reason: 'damaged' };
    return messageOf(PaymentRefundedV1, { ...about(each + 2), payload });
  });
  const stuck = { orderId, userId, number: 'T-1', saga: 'place-order' };
  return [
    messageOf(OrderPlacedV1, { ...about(1), payload: order }),
    ...(end === 'stuck, then confirmed' ? [messageOf(OrderStuckV1, { ...about(2), payload: stuck })] : []),
    end === 'cancelled'
      ? messageOf(OrderCancelledV1, { ...about(3), payload: { ...order, failure } })
      : messageOf(OrderConfirmedV1, { ...about(3), payload: order }),
    ...shipped.slice(0, parcels),
    ...refunded.slice(0, refunds),
  ];
}

function lifeOf(userId: string, names: readonly string[], erased: boolean): readonly AnyMessage[] {
  const named = names.map((name, index) => {
    const about = { subject: userId, sequence: index + 1, payload: { userId, email: `${name}@example.com`, name } };
    return index === 0 ? messageOf(UserRegisteredV1, about) : messageOf(UserUpdatedV1, about);
  });
  const end = { subject: userId, sequence: names.length + 1, payload: { userId } };
  return erased ? [...named, messageOf(UserErasedV1, end)] : named;
}
