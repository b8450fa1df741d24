import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';

const shop = testShop(undefined, { bus: 'real' });
const { sell, order } = shopping(shop);

const Page = z.object({ data: z.array(z.object({ orderId: z.string(), status: z.string() })) });

describe.each([
  { what: 'payments', path: '/v1/payments', status: 'captured' },
  { what: 'shipments', path: '/v1/shipments', status: 'created' },
])('the $what of a guest', ({ what, path, status }) => {
  it('are shown to who holds the key of the order, and to nobody else', async () => {
    await sell(`GUEST-${what}`);
    const { id, accessKey } = await order({ lines: [{ sku: `GUEST-${what}`, quantity: 1 }] });
    const seenBy = async (client = shop.asGuest(accessKey), orderId = id) =>
      (await client.get(`${path}?orderId=${orderId}`)).as(Page).data;
    expect(await seenBy()).toMatchObject([{ orderId: id, status }]);
    expect(await seenBy(shop.asGuest('another-key'))).toEqual([]);
    expect(await seenBy(shop.asGuest(accessKey), newId())).toEqual([]);
  });

  it('are not listed for a guest who does not say which order, or sends no key', async () => {
    for (const client of [shop.asGuest('a-key'), shop.asGuest()]) {
      expect(await client.get(path)).toMatchObject({ status: 401, body: { code: 'http.unauthenticated' } });
    }
    expect((await shop.asGuest().get(`${path}?orderId=${newId()}`)).status).toBe(401);
  });

  it('are not shown to another user, who holds no key', async () => {
    const { id } = await order({ lines: [{ sku: `GUEST-${what}`, quantity: 1 }] });
    const scope = what === 'payments' ? 'payments:read' : 'shipping:read';
    expect((await shop.asUser().get(`${path}?orderId=${id}`)).status).toBe(403);
    expect((await shop.asStaff(scope).get(`${path}?orderId=${id}`)).as(Page).data).toHaveLength(1);
  });
});
