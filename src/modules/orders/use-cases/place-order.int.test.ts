import { describe, expect, it } from 'vitest';
import { AuthorizePaymentV1 } from '#contracts/payments/authorize-payment.v1.ts';
import { AuthorizePaymentV2 } from '#contracts/payments/authorize-payment.v2.ts';
import { newId } from '#shared-kernel/ids.ts';
import { testDatabase } from '#shared-kernel/testing/test-database.ts';
import type { Visitor } from '../domain/access.ts';
import { aGuest, anOrder, ordersUnderTest, SEALED_TOKEN } from '../testing/orders-under-test.ts';
import { whileOpen } from '../testing/races.ts';

const db = testDatabase('orders');
const orders = ordersUnderTest(db);
const aUser = (): Visitor => ({ userId: newId(), staff: false, accessKeyHash: undefined });

async function aCart(visitor: Visitor, skus: readonly string[]): Promise<string> {
  const { id } = await orders.run((tx) => orders.createCart(tx, visitor));
  for (const sku of skus) await put(visitor, id, sku);
  return id;
}

const put = (visitor: Visitor, cartId: string, sku: string) =>
  orders.run((tx) => orders.putCartLine(tx, { cartId, visitor, sku, quantity: 1, seenVersion: '*' }));

describe('an order', () => {
  it('from lines is priced as they are on sale now, each SKU once', async () => {
    const sku = await orders.sell(1_000);
    const lines = [1, 2].map((quantity) => ({ sku, quantity }));
    const order = await orders.place({ from: { lines } });
    expect(order).toMatchObject({ status: 'pending', total: { amountMinor: 3_000 }, lines: [{ quantity: 3 }] });
    expect(orders.toldOf(order.id)).toEqual(['1 order-placed']);
    expect(orders.askedOf(order.id)).toEqual(['confirm-prices', 'hold-stock']);
  });

  it('from a cart is priced as the cart was shown, and the cart becomes it', async () => {
    const visitor = aGuest();
    const cartId = await aCart(visitor, [await orders.sell(1_000)]);
    const order = await orders.place({ from: { cartId }, visitor });
    expect(order).toMatchObject({ cartId, total: { amountMinor: 1_000 } });
    await expect(orders.place({ from: { cartId }, visitor })).rejects.toMatchObject({ code: 'orders.cart_already_ordered' });
  });

  it('of a user who is signed in needs no customer, and belongs to the user', async () => {
    const visitor = aUser();
    const contact = { email: 'grace@example.com', name: 'Grace Hopper' };
    await orders.run((tx) => orders.copyContact(tx, { userId: visitor.userId ?? '', version: 1, contact }));
    const order = await orders.place({ visitor, customer: undefined });
    expect(order).toMatchObject({ customer: contact, userId: visitor.userId, accessKeyHash: undefined });
  });

  const sentWith = (orderId: string, token: string) =>
    orders.events.envelopes.filter((said) => said.subject === orderId && JSON.stringify(said).includes(token));

  it('hands the sealed payment token to payments, and to nobody else', async () => {
    const order = await orders.placedUntil('authorize-payment');
    expect(sentWith(order.id, SEALED_TOKEN).map(({ type }) => type)).toEqual([AuthorizePaymentV2.type]);
  });

  it('from before payment tokens were sealed asks as orders did then', async () => {
    const order = await orders.place();
    const { id } = order;
    await db.admin.sql`update orders.orders set payment_token = 'tok_of_before' where id = ${id}`;
    for (const step of ['confirm-prices', 'hold-stock'] as const) await orders.othersOf(order).done[step]();
    expect(sentWith(id, 'tok_of_before').map(({ type }) => type)).toEqual([AuthorizePaymentV1.type]);
  });
});

describe('an order is refused', () => {
  it('of a SKU that is not on sale', async () => {
    const from = { lines: [{ sku: 'NOBODY-SELLS', quantity: 1 }] };
    await expect(orders.place({ from })).rejects.toMatchObject({ code: 'orders.sku_not_on_sale' });
  });

  it('in several currencies', async () => {
    const skus = [await orders.sell(100, 'EUR'), await orders.sell(100, 'USD')];
    const from = { lines: skus.map((sku) => ({ sku, quantity: 1 })) };
    await expect(orders.place({ from })).rejects.toMatchObject({ code: 'orders.mixed_currencies' });
  });

  it('from a cart with nothing in it, and the cart stays', async () => {
    const visitor = aGuest();
    const cartId = await aCart(visitor, []);
    await expect(orders.place({ from: { cartId }, visitor })).rejects.toMatchObject({ code: 'orders.cart_is_empty' });
    await expect(put(visitor, cartId, await orders.sell())).resolves.toMatchObject({ id: cartId });
  });

  it('from a cart of somebody else, as if there were none', async () => {
    const cartId = await aCart(aGuest(), [await orders.sell()]);
    await expect(orders.place({ from: { cartId } })).rejects.toMatchObject({ code: 'orders.cart_not_found' });
  });

  it('of a user of whom nothing is known, and who does not say', async () => {
    const refused = orders.place({ visitor: aUser(), customer: undefined });
    await expect(refused).rejects.toMatchObject({ code: 'orders.customer_missing' });
  });

  it('where a SKU is wanted more often than an order takes, in however many lines', async () => {
    const sku = await orders.sell();
    const lines = Array.from({ length: 2 }, () => ({ sku, quantity: 6_000 }));
    await expect(orders.place({ from: { lines } })).rejects.toMatchObject({ code: 'orders.quantity_too_high' });
  });

  it('where it costs more than can be added up exactly', async () => {
    const sku = await orders.sell(9_000_000_000);
    const lines = [{ sku, quantity: 10_000 }];
    await expect(orders.place({ from: { lines } })).rejects.toMatchObject({ code: 'orders.total_too_high' });
  });
});

describe('two at once', () => {
  it('that order the same cart make one order', async () => {
    const visitor = aGuest();
    const cartId = await aCart(visitor, [await orders.sell()]);
    const order = anOrder({ from: { cartId }, visitor });
    const second = whileOpen(
      db,
      (tx) => orders.placeOrder(tx, order),
      (tx) => orders.placeOrder(tx, order),
    );
    await expect(second).rejects.toMatchObject({ code: 'orders.cart_already_ordered' });
    const made = await db.admin.sql`select id from orders.orders where cart_id = ${cartId}`;
    expect(made).toHaveLength(1);
  });

  it('of which one orders the cart that the other changes: the order has what the cart had', async () => {
    const visitor = aGuest();
    const [tea, pot] = [await orders.sell(), await orders.sell()];
    const cartId = await aCart(visitor, [tea]);
    const late = whileOpen(
      db,
      (tx) => orders.placeOrder(tx, anOrder({ from: { cartId }, visitor })),
      (tx) => orders.putCartLine(tx, { cartId, visitor, sku: pot, quantity: 1, seenVersion: '*' }),
    );
    await expect(late).rejects.toMatchObject({ code: 'orders.cart_already_ordered' });
    const [row] = await db.admin.sql<{ lines: { sku: string }[] }>`select lines from orders.orders where cart_id = ${cartId}`;
    expect(row?.lines.map(({ sku }) => sku)).toEqual([tea]);
  });

  it('of which one changes the cart that the other orders: the order has the change', async () => {
    const visitor = aGuest();
    const [tea, pot] = [await orders.sell(), await orders.sell()];
    const cartId = await aCart(visitor, [tea]);
    const [, order] = await whileOpen(
      db,
      (tx) => orders.putCartLine(tx, { cartId, visitor, sku: pot, quantity: 1, seenVersion: '*' }),
      (tx) => orders.placeOrder(tx, anOrder({ from: { cartId }, visitor })),
    );
    expect(order.lines.map(({ sku }) => sku)).toEqual([tea, pot]);
  });
});
