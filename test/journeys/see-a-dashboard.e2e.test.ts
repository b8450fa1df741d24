import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { peopleOf } from '../api/people.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell, submit, staff, shipmentsOf } = shopping(shop);
const { registered } = peopleOf(shop);

const Order = z.object({ id: z.string(), number: z.string(), status: z.string() });

it('who registers, buys and waits for the parcel sees all of it on one screen', async () => {
  await sell('DASH-1', { stock: 1, priceMinor: 1_250 });
  const { client, profile } = await registered();
  const mobile = async () => (await client.get('/v1/mobile/dashboard')).body;
  const shows = (part: object) =>
    eventually(mobile, { satisfies: (body) => expect.objectContaining(part).asymmetricMatch(body), withinMs: 40_000 });

  await shows({ profile: expect.objectContaining({ name: profile.name }) });

  const order = (await submit(client, { lines: [{ sku: 'DASH-1', quantity: 1 }] })).as(Order);
  expect(['pending', 'confirmed']).toContain(order.status);
  const { id, number } = order;
  const summary = '1 × Product DASH-1';
  await shows({
    orders: expect.objectContaining({ data: [expect.objectContaining({ id, number, status: 'confirmed', summary })] }),
    shipments: expect.objectContaining({ data: [expect.objectContaining({ orderId: id, status: 'created' })] }),
    buyAgain: expect.objectContaining({ data: [{ sku: 'DASH-1', title: 'Product DASH-1', availability: 'sold_out' }] }),
  });

  const [shipment] = await shipmentsOf(id);
  const report = (status: string) => staff().post(`/v1/shipments/${shipment?.id}/tracking`, { status });
  await report('dispatched');
  await shows({ shipments: expect.objectContaining({ data: [expect.objectContaining({ status: 'dispatched' })] }) });
  await report('delivered');
  await shows({ shipments: expect.objectContaining({ data: [] }), stale: false });

  const total = { amountMinor: 1_250, currency: 'EUR' };
  expect((await client.get('/v1/web/dashboard')).body).toMatchObject({
    profile: { name: profile.name },
    orders: { data: [{ id, lines: [{ sku: 'DASH-1', quantity: 1, lineTotal: total }], shipment: { status: 'delivered' } }] },
    spending: { data: [{ orders: 1, spent: total }] },
    buyAgain: { data: [{ sku: 'DASH-1', available: 0, price: total }] },
  });
});

it('who is erased has no dashboard any more, and leaves nothing in what it was made of', async () => {
  await sell('DASH-2', { stock: 5 });
  const { client, profile } = await registered();
  await submit(client, { lines: [{ sku: 'DASH-2', quantity: 1 }] });
  const kept = async () => {
    const rows = await shop.admin.sql`select kind from storefront.facts where user_id = ${profile.id}`;
    return rows.length;
  };
  await eventually(kept, { satisfies: (count) => count > 3 });
  expect((await client.delete('/v1/users/me')).status).toBeLessThan(300);
  await eventually(kept, { is: 0, withinMs: 40_000 });
});
