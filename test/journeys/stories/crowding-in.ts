import { describe, expect, it } from 'vitest';
import { newId } from '#shared-kernel/ids.ts';
import { unwrap } from '../../../clients/typescript/src/index.ts';
import type { ShopUnderTest } from '../../support/shop-under-test.ts';
import { shopping } from '../../support/shopping.ts';
import { typedClient } from '../../support/typed-client.ts';

export interface Crowd {
  readonly people: number;
  readonly pieces: number;
}

/** Many customers at once who want the same. */
export function crowdingIn(shop: ShopUnderTest, { people, pieces }: Crowd): void {
  const { sell, checkout, settled, newCart, level, paymentsOf, expectLedgersAgree } = shopping(shop);

  const ordersOf = async (sku: string) => {
    const wanted = [{ sku }];
    const rows = await shop.ownerOf('orders').sql`select id from orders.orders where lines @> ${wanted}::jsonb`;
    return rows.length;
  };

  /** A guest of the crowd. Who is told that the shop is busy asks again under the same key: the client does so by itself. */
  const guest = (headers = {}) => typedClient(shop, headers, { retry: { attempts: 90, longestPauseMs: 1_000 } });

  describe('a crowd', () => {
    it('that submits the same cart 50 times at once makes one order', async () => {
      await sell('MANY-1', { stock: 100 });
      const { id, accessKey } = await newCart('MANY-1');
      const client = guest({ 'x-access-key': accessKey });
      const answers = await Promise.all(Array.from({ length: 50 }, () => checkout(client, { cartId: id, wait: 0 })));
      const statuses = answers.map(({ response }) => response.status);
      expect(statuses.filter((status) => status === 202)).toHaveLength(1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(49);
      expect(await ordersOf('MANY-1')).toBe(1);
    });

    it('that repeats one request under one Idempotency-Key makes one order, and everybody gets it', async () => {
      await sell('MANY-2', { stock: 100 });
      const key = newId();
      const client = guest({ 'x-access-key': 'a-guest-who-made-up-a-key-of-its-own-000000' });
      const basket = { lines: [{ sku: 'MANY-2', quantity: 1 }], key, wait: 0 };
      const answers = await Promise.all(Array.from({ length: 20 }, () => checkout(client, basket)));
      expect(new Set(answers.map(({ data }) => JSON.stringify(data)))).toHaveProperty('size', 1);
      expect(answers.filter(({ response }) => response.headers.get('idempotent-replayed') === 'true')).toHaveLength(19);
      expect(await ordersOf('MANY-2')).toBe(1);
    });

    it(`of ${people} that wants ${pieces} pieces gets so many orders; each other one is refused without an authorization`, async () => {
      await sell('HOT-1', { stock: pieces });
      const placed = await Promise.all(
        Array.from({ length: people }, () => unwrap(checkout(guest(), { lines: [{ sku: 'HOT-1', quantity: 1 }], wait: 0 }))),
      );
      const ended = [];
      for (const each of placed) ended.push(await settled(each));
      const confirmed = ended.filter(({ status }) => status === 'confirmed');
      const refused = ended.filter(({ status }) => status === 'cancelled');
      expect([confirmed.length, refused.length]).toEqual([pieces, people - pieces]);
      expect(new Set(refused.map(({ failure }) => failure?.code))).toEqual(new Set(['inventory.insufficient_stock']));
      for (const { id } of refused) expect(await paymentsOf(id)).toEqual([]);
      expect(await level('HOT-1')).toMatchObject({ onHand: pieces, held: 0, reserved: pieces, available: 0 });
      await expectLedgersAgree(...placed.map(({ id }) => id));
    }, 120_000);
  });
}
