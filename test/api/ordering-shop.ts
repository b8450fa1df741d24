import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { ordersModule } from '../../src/modules/orders/index.ts';
import { type Answer, type ShopClient, shopClient } from '../support/shop-client.ts';
import { testShop } from '../support/test-shop.ts';
import { testToken } from '../support/test-tokens.ts';

export const Cart = z.looseObject({ id: z.uuid(), accessKey: z.string().optional() });
export const Order = z.looseObject({ id: z.uuid(), status: z.string(), accessKey: z.string().optional() });

export const customer = { email: 'ada@example.com', name: 'Ada Lovelace' };
export const shippingAddress = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
export const details = { customer, shippingAddress, payment: { token: 'tok_ok' } };

/** A shop of carts and orders alone: nobody answers what its sagas ask, so its orders stay under way. */
export function orderingShop() {
  const shop = testShop([ordersModule]);

  const onSale = async (priceMinor = 1_250, currency = 'EUR'): Promise<string> => {
    const sku = `SKU ${randomUUID()}/1`;
    await shop.admin.sql`
      insert into orders.offers (sku, product_id, title, price_minor, currency)
      values (${sku}, ${newId()}, 'Tea', ${priceMinor}, ${currency})`;
    return sku;
  };

  return {
    shop,
    onSale,

    asCustomer(userId: string): ShopClient {
      const token = testToken({ kind: 'user', id: userId, roles: ['customer'], scopes: ['orders:read', 'orders:write'] });
      return shopClient(shop.fetch, { authorization: `Bearer ${token}` });
    },

    /** The cart of a new guest. */
    async aCart(): Promise<{ readonly id: string; readonly client: ShopClient }> {
      const { id, accessKey } = (await shop.asGuest().post('/v1/carts')).as(Cart);
      return { id, client: shop.asGuest(accessKey) };
    },

    put(client: ShopClient, id: string, sku: string, headers: Record<string, string> = { 'if-match': '*' }): Promise<Answer> {
      return client.put(`/v1/carts/${id}/lines/${encodeURIComponent(sku)}`, { quantity: 2 }, headers);
    },

    submit(client: ShopClient, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      return client.post('/v1/orders', body, { 'idempotency-key': randomUUID(), ...headers });
    },
  };
}
