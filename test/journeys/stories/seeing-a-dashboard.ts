import { expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { unwrap } from '../../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../support/shopping.ts';

/** What the front ends show of a customer on one screen. */
export function seeingADashboard(shop: ShopUnderTest): void {
  const { sell, checkout, report, signUp, mailsOf } = shopping(shop);

  it('who registers, buys and waits for the parcel sees all of it on one screen', async () => {
    await sell('DASH-1', { stock: 1, priceMinor: 1_250 });
    const { client, profile } = await signUp();
    const mobile = () => unwrap(client.GET('/v1/mobile/dashboard'));
    const shows = (part: object) =>
      eventually(mobile, { satisfies: (body) => expect.objectContaining(part).asymmetricMatch(body), ...PATIENTLY });

    await shows({ profile: expect.objectContaining({ name: profile.name }) });

    const order = await unwrap(checkout(client, { lines: [{ sku: 'DASH-1', quantity: 1 }] }));
    expect(['pending', 'confirmed']).toContain(order.status);
    const { id, number } = order;
    const summary = '1 × Product DASH-1';
    await shows({
      orders: expect.objectContaining({ data: [expect.objectContaining({ id, number, status: 'confirmed', summary })] }),
      shipments: expect.objectContaining({ data: [expect.objectContaining({ orderId: id, status: 'created' })] }),
      buyAgain: expect.objectContaining({ data: [{ sku: 'DASH-1', title: 'Product DASH-1', availability: 'sold_out' }] }),
    });

    await report(id, 'dispatched');
    await shows({ shipments: expect.objectContaining({ data: [expect.objectContaining({ status: 'dispatched' })] }) });
    await report(id, 'delivered');
    await shows({ shipments: expect.objectContaining({ data: [] }), stale: false });

    const total = { amountMinor: 1_250, currency: 'EUR' };
    expect(await unwrap(client.GET('/v1/web/dashboard'))).toMatchObject({
      profile: { name: profile.name },
      orders: { data: [{ id, lines: [{ sku: 'DASH-1', quantity: 1, lineTotal: total }], shipment: { status: 'delivered' } }] },
      spending: { data: [{ orders: 1, spent: total }] },
      buyAgain: { data: [{ sku: 'DASH-1', available: 0, price: total }] },
    });
  });

  it('who is erased has no dashboard any more, and leaves nothing in what it was made of', async () => {
    await sell('DASH-2', { stock: 5 });
    const { client, profile } = await signUp();
    const { id } = await unwrap(checkout(client, { lines: [{ sku: 'DASH-2', quantity: 1 }] }));
    await eventually(() => mailsOf(id), { is: ['order-confirmed: sent'], ...PATIENTLY });
    const kept = async () => {
      const rows = await shop.ownerOf('storefront').sql`select kind from storefront.facts where user_id = ${profile.id}`;
      return rows.length;
    };
    await eventually(kept, { satisfies: (count) => count > 3, ...PATIENTLY });
    await unwrap(client.DELETE('/v1/users/me'));
    await eventually(kept, { is: 0, ...PATIENTLY });
  });
}
