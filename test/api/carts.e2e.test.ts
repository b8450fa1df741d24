import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { Cart, orderingShop } from './ordering-shop.ts';

const { shop, onSale, asCustomer, aCart, put } = orderingShop();
const guest = shop.asGuest();

describe('a cart', () => {
  it('is begun empty by a guest, who alone gets its key', async () => {
    const answer = await guest.post('/v1/carts');
    expect(answer).toMatchObject({ status: 201, body: { currency: 'EUR', lines: [], total: { amountMinor: 0 } } });
    const { id, accessKey } = answer.as(Cart);
    expect(answer.headers.get('location')).toBe(`/v1/carts/${id}`);
    expect(await shop.asGuest(accessKey).get(`/v1/carts/${id}`)).toMatchObject({ status: 200, body: { id } });
    expect((await guest.get(`/v1/carts/${id}`)).status).toBe(404);
    expect((await asCustomer(newId()).get(`/v1/carts/${id}`)).status).toBe(404);
  });

  it('of a user is for that user, without a key', async () => {
    const user = asCustomer(newId());
    const { id, accessKey } = (await user.post('/v1/carts')).as(Cart);
    expect(accessKey).toBeUndefined();
    expect((await user.get(`/v1/carts/${id}`)).status).toBe(200);
    expect((await asCustomer(newId()).get(`/v1/carts/${id}`)).status).toBe(404);
  });

  it('is added up, and tells whoever has seen it that nothing changed', async () => {
    const { id, client } = await aCart();
    const answer = await put(client, id, await onSale(1_000), { 'if-match': '"1"' });
    expect(answer).toMatchObject({ status: 200, body: { lines: [{ quantity: 2 }], total: { amountMinor: 2_000 } } });
    const etag = answer.headers.get('etag') ?? '';
    expect((await client.get(`/v1/carts/${id}`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('is changed only by whoever says which version was seen', async () => {
    const { id, client } = await aCart();
    const sku = await onSale();
    expect((await put(client, id, sku, {})).status).toBe(428);
    expect((await put(client, id, sku, { 'if-match': '"1"' })).status).toBe(200);
    expect(await put(client, id, sku, { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      body: { code: 'orders.cart_changed' },
    });
    const path = `/v1/carts/${id}/lines/${encodeURIComponent(sku)}`;
    expect((await client.delete(path)).status).toBe(428);
    expect((await client.delete(path, { 'if-match': '"2"' })).status).toBe(200);
    expect((await client.delete(path, { 'if-match': '"3"' })).status).toBe(404);
  });

  it('refuses what is not on sale, and what costs another currency', async () => {
    const { id, client } = await aCart();
    const unknown = await put(client, id, 'NOBODY-SELLS');
    expect(unknown).toMatchObject({ status: 422, body: { code: 'orders.sku_not_on_sale' } });
    await put(client, id, await onSale(100, 'EUR'));
    const foreign = await put(client, id, await onSale(100, 'JPY'));
    expect(foreign).toMatchObject({ status: 422, body: { code: 'orders.mixed_currencies' } });
  });

  it.each([{ quantity: 0 }, { quantity: 1.5 }, { quantity: 10_001 }, {}, { quantity: 1, price: 1 }])(
    'refuses %j',
    async (body) => {
      const { id, client } = await aCart();
      expect((await client.put(`/v1/carts/${id}/lines/TEA`, body, { 'if-match': '*' })).status).toBe(400);
    },
  );
});
