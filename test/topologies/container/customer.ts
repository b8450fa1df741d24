import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { type components, createClient, type TesseraClient, unwrap } from '../../../clients/typescript/src/index.ts';
import { openShopApi, type SignIn } from '../../../scripts/demo/shop/shop-api.ts';

type Order = components['schemas']['Order'];

/** Puts a product with one variant on sale, ten pieces in stock. Resolves once its SKU can be ordered. */
export async function sell(url: string, admin: SignIn): Promise<string> {
  const { staff } = await openShopApi(url, admin);
  const sku = `BOX-${newId()}`;
  const variants = [{ sku, price: { amountMinor: 1_250, currency: 'EUR' } }];
  await unwrap(staff.POST('/v1/products', { body: { title: 'A box', status: 'active', variants } }));
  const params = { path: { sku } };
  await eventually(() => unwrap(staff.GET('/v1/stock/{sku}', { params })), { satisfies: () => true, withinMs: 30_000 });
  await unwrap(staff.POST('/v1/stock/{sku}/adjustments', { params, body: { delta: 10, reason: 'delivery' } }));
  return sku;
}

/** Orders a piece as a guest, and waits up to ten seconds for the end of it. */
export async function buy(url: string, sku: string, token = 'tok_ok'): Promise<Order> {
  const body = {
    lines: [{ sku, quantity: 1 }],
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    payment: { token },
  };
  return unwrap(guestAt(url).POST('/v1/orders', { body, headers: { 'idempotency-key': newId(), prefer: 'wait=10' } }));
}

/** Resolves once the order has come to its end as a sale. */
export async function isConfirmed(url: string, { id, accessKey = '' }: Order): Promise<void> {
  const guest = guestAt(url, accessKey);
  const params = { path: { id } };
  await eventually(async () => (await unwrap(guest.GET('/v1/orders/{id}', { params }))).status, {
    is: 'confirmed',
    withinMs: 60_000,
  });
}

/** How many orders there are, of those that fit on a page. */
export async function countOrders(url: string, admin: SignIn): Promise<number> {
  const { staff } = await openShopApi(url, admin);
  return (await unwrap(staff.GET('/v1/orders', { params: { query: { limit: 100 } } }))).data.length;
}

function guestAt(baseUrl: string, accessKey?: string): TesseraClient {
  return createClient({ baseUrl, ...(accessKey === undefined ? {} : { accessKey }) });
}
