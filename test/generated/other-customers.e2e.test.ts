import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { peopleOf } from '../api/people.ts';
import type { Answer, ShopClient } from '../support/shop-client.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { type DocumentedApi, type DocumentedRoute, documentedApi } from './documented-routes.ts';
import { fittingRequests } from './fitting-request.ts';

const OWNED = [
  'getCart',
  'putCartLine',
  'removeCartLine',
  'getOrder',
  'cancelOrder',
  'streamOrderEvents',
  'getPayment',
  'getRefund',
  'getShipment',
  'getExport',
  'getExportContent',
  'getErasure',
];

const OF_THE_SHOP = [
  'adjustStock',
  'listStockMovements',
  'changeProduct',
  'archiveProduct',
  'setPrice',
  'getImport',
  'listImportErrors',
  'refundPayment',
  'reportTracking',
  'assignRoles',
  'revokeClient',
  'rotateClientSecret',
  'getWebhookEndpoint',
  'changeWebhookEndpoint',
  'deleteWebhookEndpoint',
  'rotateWebhookSecret',
  'testWebhookEndpoint',
  'replayWebhooksSince',
  'listWebhookDeliveries',
  'getWebhookDelivery',
  'replayWebhook',
  'getDeadLetter',
];

const PUBLIC = ['getProduct', 'getStockLevel', 'receivePaymentWebhook'];

const shop = testShop(undefined, { bus: 'real' });
const { sell, staff } = shopping(shop);
const people = peopleOf(shop);

let api: DocumentedApi;
let owner: ShopClient;
let other: ShopClient;
let ids: Readonly<Record<string, Ids>>;

beforeAll(async () => {
  api = await documentedApi(shop);
  await sell('OWNED-1');
  owner = (await people.registered()).client;
  other = (await people.registered()).client;
  ids = await belongings();
}, 120_000);

describe('a route with an id in its path', () => {
  it('is known for whose the named thing is', () => {
    const named = api.routes.filter(({ path }) => path.includes('{')).map(({ operationId }) => operationId);
    expect(named.toSorted()).toEqual([...OWNED, ...OF_THE_SHOP, ...PUBLIC].toSorted());
  });

  it('shows and changes nothing of another customer, as if it were not there', async () => {
    expect(await statusesOf(OWNED, other)).toEqual(alike(OWNED, 404));
  });

  it('shows and changes nothing to a guest who has no key, or another one', async () => {
    for (const guest of [shop.asGuest(), shop.asGuest(randomUUID())]) {
      expect(new Set(Object.values(await statusesOf(OWNED, guest)))).toEqual(new Set([401, 404]));
    }
  });

  it('is for staff where it is about the shop', async () => {
    expect(await statusesOf(OF_THE_SHOP, other)).toEqual(alike(OF_THE_SHOP, 403));
  });

  it('is there for its owner, or its absence for others would show nothing', async () => {
    const read = OWNED.filter((operation) => operation.startsWith('get') && operation !== 'getErasure');
    expect(await statusesOf(read, owner)).toEqual(alike(read, 200));
  });
});

describe('a list', () => {
  it.each(['/v1/orders', '/v1/payments?orderId={order}', '/v1/shipments?orderId={order}', '/v1/notifications'])(
    '%s holds nothing of another customer',
    async (path) => {
      const order = ids.orders?.id ?? '';
      const page = await other.get(path.replace('{order}', order));
      expect(page.status).toBe(200);
      expect(JSON.stringify(page.body)).not.toContain(order);
    },
  );
});

const Named = z.object({ id: z.string() });
const Page = z.object({ data: z.array(Named).min(1) });
type Ids = Readonly<Record<string, string>>;

/** One of each thing that a customer can own, by the first word of the path that shows it. */
async function belongings(): Promise<Readonly<Record<string, Ids>>> {
  const headers = { 'idempotency-key': randomUUID(), prefer: 'wait=30' };
  const carts = (await owner.post('/v1/carts')).as(Named);
  const orders = (await owner.post('/v1/orders', { lines: [{ sku: 'OWNED-1', quantity: 1 }], ...DELIVERY }, headers)).as(Named);
  const payment = (await owner.get(`/v1/payments?orderId=${orders.id}`)).as(Page).data[0]?.id ?? '';
  const shipment = (await owner.get(`/v1/shipments?orderId=${orders.id}`)).as(Page).data[0]?.id ?? '';
  const part = { amountMinor: 1, reason: 'a scratch' };
  const refund = await staff().post(`/v1/payments/${payment}/refunds`, part, { 'idempotency-key': randomUUID() });
  const exported = (await owner.post('/v1/users/me/exports', undefined, { ...headers, 'idempotency-key': randomUUID() })).as(
    Named,
  );
  const leaver = (await people.registered()).client;
  const erasures = (await leaver.delete('/v1/users/me', { 'if-match': '*' })).as(Named);
  return {
    carts: { ...carts, sku: 'OWNED-1' },
    orders,
    payments: { id: payment, refundId: refund.headers.get('location')?.split('/').at(-1) ?? '' },
    shipments: { id: shipment },
    exports: exported,
    erasures,
  };
}

const DELIVERY = {
  shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  payment: { token: 'tok_ok' },
};

async function statusesOf(operations: readonly string[], client: ShopClient): Promise<Record<string, number>> {
  const routes = api.routes.filter(({ operationId }) => operations.includes(operationId));
  const answers = await Promise.all(routes.map(async (route) => [route.operationId, await statusOf(route, client)]));
  return Object.fromEntries(answers);
}

async function statusOf(route: DocumentedRoute, client: ShopClient): Promise<number> {
  const { path, init } = fittingRequests(api.document)(route, ids[route.path.split('/')[2] ?? '']);
  const { method, headers } = init;
  const sent: unknown = init.body === null ? undefined : JSON.parse(init.body);
  const calls: Readonly<Record<string, () => Promise<Answer>>> = {
    GET: () => client.get(path, headers),
    POST: () => client.post(path, sent, headers),
    PUT: () => client.put(path, sent, headers),
    PATCH: () => client.patch(path, sent, headers),
    DELETE: () => client.delete(path, headers),
  };
  return (await calls[method]?.())?.status ?? 0;
}

function alike(operations: readonly string[], status: number): Record<string, number> {
  return Object.fromEntries(operations.map((operation) => [operation, status]));
}
