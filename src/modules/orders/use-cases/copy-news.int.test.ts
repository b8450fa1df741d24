import { describe, expect, it } from 'vitest';
import { PriceChangedV1 } from '#contracts/catalog/price-changed.v1.ts';
import { ProductArchivedV1 } from '#contracts/catalog/product-archived.v1.ts';
import { ProductPublishedV1 } from '#contracts/catalog/product-published.v1.ts';
import { ProductUpdatedV1 } from '#contracts/catalog/product-updated.v1.ts';
import { UserErasedV1 } from '#contracts/identity/user-erased.v1.ts';
import { UserRegisteredV1 } from '#contracts/identity/user-registered.v1.ts';
import { UserUpdatedV1 } from '#contracts/identity/user-updated.v1.ts';
import { TokenKeyChangedV1 } from '#contracts/payments/token-key-changed.v1.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import { findPaymentKey } from '../queries/find-payment-key.ts';
import { ordersUnderTest } from '../testing/orders-under-test.ts';

const orders = ordersUnderTest(testDatabase('orders'));
const OFFERS = 'orders.copy-offers-on-product-change';
const CONTACT = 'orders.copy-contact-on-user-change';

function aProduct(skus: readonly string[], amountMinor: number, productId: string = newId()): ProductPublishedV1 {
  const variants = skus.map((sku) => ({ variantId: newId(), sku, title: 'Green', price: { amountMinor, currency: 'EUR' } }));
  return { productId, slug: 'tea', title: 'Tea', categories: [], variants };
}

async function offerOf(sku: string): Promise<unknown> {
  const [row] = await orders.db.admin.sql`select title, price_minor as price from orders.offers where sku = ${sku}`;
  return row;
}

describe('what is on sale', () => {
  it('is what was published, heard once or more often', async () => {
    const sku = `TEA-${newId()}`;
    const payload = aProduct([sku], 450);
    const message = { subject: payload.productId, sequence: 1, payload };
    const id = await orders.deliverTo(OFFERS, ProductPublishedV1, message);
    await orders.deliverTo(OFFERS, ProductPublishedV1, { ...message, id });
    await orders.deliverTo(OFFERS, ProductPublishedV1, message);
    expect(await offerOf(sku)).toEqual({ title: 'Tea, Green', price: 450 });
  });

  it('is what the newest event says, in whatever order they come', async () => {
    const sku = `TEA-${newId()}`;
    const old = aProduct([sku], 450);
    const subject = old.productId;
    const changed = { ...aProduct([sku], 500, subject), sku, previousPrice: { amountMinor: 450, currency: 'EUR' } };
    await orders.deliverTo(OFFERS, PriceChangedV1, { subject, sequence: 3, payload: changed });
    await orders.deliverTo(OFFERS, ProductUpdatedV1, { subject, sequence: 2, payload: old });
    await orders.deliverTo(OFFERS, ProductPublishedV1, { subject, sequence: 1, payload: old });
    expect(await offerOf(sku)).toMatchObject({ price: 500 });
  });

  it('is no longer what was archived, also where that is heard first', async () => {
    const sku = `TEA-${newId()}`;
    const payload = aProduct([sku], 450);
    const subject = payload.productId;
    await orders.deliverTo(OFFERS, ProductArchivedV1, { subject, sequence: 2, payload: { productId: subject, skus: [sku] } });
    await orders.deliverTo(OFFERS, ProductPublishedV1, { subject, sequence: 1, payload });
    expect(await offerOf(sku)).toBeUndefined();
    const refused = orders.place({ from: { lines: [{ sku, quantity: 1 }] } });
    await expect(refused).rejects.toMatchObject({ code: 'orders.sku_not_on_sale' });
  });

  it('is no longer a variant that the product has lost', async () => {
    const [kept, lost] = [`TEA-${newId()}`, `TEA-${newId()}`];
    const payload = aProduct([kept, lost], 450);
    const subject = payload.productId;
    await orders.deliverTo(OFFERS, ProductPublishedV1, { subject, sequence: 1, payload });
    await orders.deliverTo(OFFERS, ProductUpdatedV1, { subject, sequence: 2, payload: aProduct([kept], 450, subject) });
    expect(await offerOf(lost)).toBeUndefined();
    expect(await offerOf(kept)).toBeDefined();
  });
});

describe('who a user is', () => {
  const signedIn = (userId: string) => ({ userId, staff: false, accessKeyHash: undefined });
  const nameOf = async (userId: string) => (await orders.place({ visitor: signedIn(userId), customer: undefined })).customer.name;

  it('is what the newest event says, heard in whatever order and however often', async () => {
    const userId = newId();
    const called = (name: string) => ({ userId, email: 'ada@example.com', name });
    const renamed = { subject: userId, sequence: 2, payload: called('Ada Lovelace') };
    const registered = { subject: userId, sequence: 1, payload: called('Ada Byron') };
    for (const message of [renamed, renamed]) await orders.deliverTo(CONTACT, UserUpdatedV1, message);
    await orders.deliverTo(CONTACT, UserRegisteredV1, registered);
    expect(await nameOf(userId)).toBe('Ada Lovelace');
  });

  it('is forgotten with the user, also where an older name comes later', async () => {
    const userId = newId();
    const payload = { userId, email: 'ada@example.com', name: 'Ada' };
    await orders.deliverTo(CONTACT, UserErasedV1, { subject: userId, sequence: 2, payload: { userId } });
    await orders.deliverTo(CONTACT, UserRegisteredV1, { subject: userId, sequence: 1, payload });
    await expect(nameOf(userId)).rejects.toMatchObject({ code: 'orders.customer_missing' });
  });
});

describe('the key of payments', () => {
  it('is what the newest event says, heard in whatever order and however often', async () => {
    const KEY = 'orders.copy-payment-key-on-token-key-changed';
    const keyNamed = (keyId: string) => ({
      keyId,
      key: { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43) } as const,
    });
    const [older, newer] = [newId(), newId()];
    const message = { subject: 'payment-tokens', sequence: 2, payload: keyNamed(newer) };
    const id = await orders.deliverTo(KEY, TokenKeyChangedV1, message);
    await orders.deliverTo(KEY, TokenKeyChangedV1, { ...message, id });
    await orders.deliverTo(KEY, TokenKeyChangedV1, { subject: 'payment-tokens', sequence: 1, payload: keyNamed(older) });
    expect(await orders.db.database.read(findPaymentKey)).toEqual({ keyId: newer, publicJwk: keyNamed(newer).key });
  });
});
