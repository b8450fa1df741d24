import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { OrderConfirmedV1 } from '#contracts/orders/order-confirmed.v1.ts';
import { OrderPlacedV1 } from '#contracts/orders/order-placed.v1.ts';
import { CancelShipmentV1 } from '#contracts/shipping/cancel-shipment.v1.ts';
import { CreateShipmentV1 } from '#contracts/shipping/create-shipment.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import type { AnyMessage } from '#shared-kernel/messaging/handling.ts';
import { inventoryModule } from '../../src/modules/inventory/index.ts';
import { notificationsModule } from '../../src/modules/notifications/index.ts';
import { ordersModule } from '../../src/modules/orders/index.ts';
import { shippingModule } from '../../src/modules/shipping/index.ts';
import { arrive, arriveAtEach, deliveriesOf, handlersOf, messageOf } from './support/deliveries.ts';
import { holdsForSeeds } from './support/with-seeds.ts';

const RUNS = { runs: 25 };
const orders = handlersOf(ordersModule);
const inventory = handlersOf(inventoryModule);
const notifications = handlersOf(notificationsModule);
const shipping = handlersOf(shippingModule);

/** What a product went through, each time with some of its variants at some price; `archived` has none. */
const Change = fc.record({
  kind: fc.constantFrom('published', 'updated', 'price-changed', 'archived'),
  variants: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
  priceMinor: fc.integer({ min: 1, max: 9_999 }),
});
type Change = typeof Change extends fc.Arbitrary<infer T> ? T : never;
const History = fc
  .array(Change, { minLength: 2, maxLength: 6 })
  .chain((changes) => fc.record({ changes: fc.constant(changes), batches: deliveriesOf(changes.length) }));

describe('what other modules know of a product, whatever is delivered how often in which order,', () => {
  it('is in orders what the catalog said last', async () => {
    const property = fc.asyncProperty(History, async ({ changes, batches }) => {
      const productId = newId();
      const messages = changes.map((change, index) => productMessage(productId, change, index + 1));
      await arrive(orders.database, orders.named('orders.copy-offers-on-product-change'), messages, batches);
      const rows = await orders.admin.sql`
        select sku, price_minor as "priceMinor" from orders.offers where product_id = ${productId} order by sku`;
      expect(rows).toEqual(offersAfter(productId, changes));
    });
    await holdsForSeeds('orders-offers', property, RUNS);
  });

  it('is in inventory every SKU that it ever had, at zero and never reset', async () => {
    const property = fc.asyncProperty(History, async ({ changes, batches }) => {
      const productId = newId();
      const told = changes.filter(({ kind }) => kind === 'published' || kind === 'updated');
      const messages = told.map((change, index) => productMessage(productId, change, index + 1));
      const among = batches.map((batch) => batch.filter((index) => index < told.length)).filter(({ length }) => length > 0);
      await arrive(inventory.database, inventory.named('inventory.track-skus-on-product-changed'), messages, among);
      const rows = await inventory.admin.sql<{ sku: string; level: number }>`
        select sku, on_hand + held + reserved as level from inventory.stock_items where sku like ${`%-${productId}`} order by sku`;
      const skus = new Set(told.flatMap(({ variants }) => variants.map((variant) => skuOf(productId, variant))));
      expect(rows).toEqual([...skus].toSorted().map((sku) => ({ sku, level: 0 })));
    });
    await holdsForSeeds('inventory-skus', property, RUNS);
  });
});

describe('what other modules know of a user, whatever is delivered how often in which order,', () => {
  const Person = fc.record({
    names: fc.array(fc.constantFrom('Ada', 'Grace', 'Edsger'), { minLength: 1, maxLength: 4 }),
    erased: fc.boolean(),
  });
  const Life = Person.chain((person) => {
    const count = person.names.length + (person.erased ? 1 : 0);
    return fc.record({ person: fc.constant(person), batches: deliveriesOf(count) });
  });

  it('is in orders what identity said last, and nothing once the user was erased', async () => {
    const property = fc.asyncProperty(Life, async ({ person: { names, erased }, batches }) => {
      const userId = newId();
      const named = names.map((name, index) => {
        const about = { subject: userId, sequence: index + 1, payload: { userId, email: `${name}@example.com`, name } };
        return index === 0 ? messageOf(UserRegisteredV1, about) : messageOf(UserUpdatedV1, about);
      });
      const end = { subject: userId, sequence: names.length + 1, payload: { userId } };
      const messages = erased ? [...named, messageOf(UserErasedV1, end)] : named;
      await arrive(orders.database, orders.named('orders.copy-contact-on-user-change'), messages, batches);
      const [known] = await orders.admin.sql`select name from orders.contacts where user_id = ${userId}`;
      expect(known).toEqual({ name: erased ? null : names.at(-1) });
    });
    await holdsForSeeds('orders-contacts', property, RUNS);
  });

  it('is in notifications whom to write to, once for each order, and nobody once the user was erased', async () => {
    const property = fc.asyncProperty(deliveriesOf(2), deliveriesOf(1), fc.boolean(), async (facts, erasures, erasedFirst) => {
      const [userId, orderId] = [newId(), newId()];
      const { database, named } = notifications;
      const gone = messageOf(UserErasedV1, { subject: userId, sequence: 9, payload: { userId } });
      const erase = () => arrive(database, named('notifications.erase-user-on-user-erased'), [gone], erasures);
      const receivers = ['notifications.keep-contact-on-order-placed', 'notifications.mail-on-order-confirmed'].map(named);
      const tell = () => arriveAtEach(database, receivers, tellOfOrder(orderId, userId), facts);
      for (const step of erasedFirst ? [erase, tell] : [tell, erase]) await step();
      const contacts = await notifications.admin.sql`select email from notifications.order_contacts where order_id = ${orderId}`;
      expect(contacts).toEqual([{ email: null }]);
      const letters = await notifications.admin.sql`
        select recipient from notifications.notifications where order_id = ${orderId}`;
      expect(letters).toEqual(erasedFirst ? [] : [{ recipient: null }]);
    });
    await holdsForSeeds('notifications-contacts', property, RUNS);
  });
});

describe('the parcel of an order, whatever is delivered how often in which order,', () => {
  beforeAll(() => shipping.runtime.start?.());
  afterAll(() => shipping.runtime.stop?.());

  it('is one, or none where it was called off', async () => {
    const property = fc.asyncProperty(fc.boolean(), deliveriesOf(2), async (calledOff, batches) => {
      const orderId = newId();
      const messages = [
        messageOf(CreateShipmentV1, { subject: orderId, payload: { orderId, lines: [{ sku: 'TEA', quantity: 1 }], ...LONDON } }),
        messageOf(CancelShipmentV1, { subject: orderId, payload: { orderId } }),
      ];
      const sent = calledOff ? batches : batches.map((batch) => batch.filter((index) => index === 0));
      const receivers = ['shipping.create-shipment', 'shipping.cancel-shipment'].map(shipping.named);
      await arriveAtEach(shipping.database, receivers, messages, sent);
      const rows = await shipping.admin.sql<{
        status: string;
      }>`select status from shipping.shipments where order_id = ${orderId}`;
      expect(rows).toHaveLength(1);
      expect(calledOff ? ['called_off', 'cancelled'] : ['created']).toContain(rows[0]?.status);
    });
    await holdsForSeeds('shipping-parcels', property, RUNS);
  });
});

const LONDON = { recipient: 'Ada', address: { line1: '1 Square', city: 'London', postalCode: '10115', country: 'GB' } };

function tellOfOrder(orderId: string, userId: string): readonly AnyMessage[] {
  const total = { amountMinor: 1, currency: 'EUR' };
  const lines = [{ sku: 'TEA', quantity: 1, title: 'Tea', unitPrice: total, lineTotal: total }];
  const payload = { orderId, number: 'T-1', userId, customer: { email: 'ada@example.com', name: 'Ada' }, lines, total };
  return [
    messageOf(OrderPlacedV1, { subject: orderId, sequence: 1, payload }),
    messageOf(OrderConfirmedV1, { subject: orderId, sequence: 2, payload }),
  ];
}

function skuOf(productId: string, variant: string): string {
  return `${variant}-${productId}`;
}

function productMessage(productId: string, { kind, variants, priceMinor }: Change, sequence: number): AnyMessage {
  const about = { subject: productId, sequence };
  const skus = variants.map((variant) => skuOf(productId, variant));
  if (kind === 'archived') return messageOf(ProductArchivedV1, { ...about, payload: { productId, skus } });
  const price = { amountMinor: priceMinor, currency: 'EUR' };
  const whole = {
    ...{ productId, slug: productId, title: 'Tea', categories: [] },
    variants: skus.map((sku) => ({ variantId: newId(), sku, title: '', price })),
  };
  if (kind === 'published') return messageOf(ProductPublishedV1, { ...about, payload: whole });
  if (kind === 'updated') return messageOf(ProductUpdatedV1, { ...about, payload: whole });
  return messageOf(PriceChangedV1, { ...about, payload: { ...whole, sku: skus[0] ?? '', previousPrice: price } });
}

function offersAfter(productId: string, changes: readonly Change[]) {
  const last = changes.at(-1);
  if (!last || last.kind === 'archived') return [];
  return last.variants.map((variant) => ({ sku: skuOf(productId, variant), priceMinor: last.priceMinor }));
}
