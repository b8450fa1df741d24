import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { ShopUnderTest } from '../../../support/shop-under-test.ts';
import { PATIENTLY, shopping } from '../../../support/shopping.ts';

const SKU = 'DEAD-1';
const QUEUE = 'storefront.keep-stock-on-stock-level-changed';
const Letters = z.object({ data: z.array(z.object({ queue: z.string(), subject: z.string() })) });

/** A module that cannot take a message for a while, and an admin who has it delivered again. */
export function curingADeadLetter(shop: ShopUnderTest): void {
  const { sell } = shopping(shop);
  const storefront = () => shop.ownerOf('storefront');
  const letters = async () => {
    const { data } = (await shop.asStaff('platform:read').get(`/v1/admin/dead-letters?subject=${SKU}`)).as(Letters);
    return data.map(({ queue, subject }) => `${queue} ${subject}`);
  };

  /** As if it had been tried for days. */
  const giveUpSoon = () => storefront().sql`
    update pgboss.job set retry_count = retry_limit, start_after = now()
    where name = ${QUEUE} and state = 'retry' and data ->> 'subject' = ${SKU}`;

  it('what a module could not handle is shown to admins, and handled once it is redriven', async () => {
    await storefront().run(`
      create function storefront.refuse() returns trigger language plpgsql as $$ begin raise exception 'not today'; end $$;
      create trigger refuse before insert on storefront.facts for each row when (new.subject = '${SKU}')
        execute function storefront.refuse()`);
    await sell(SKU, { stock: 7 });
    const given = async () => {
      await giveUpSoon();
      return letters();
    };
    await eventually(given, { is: [`${QUEUE} ${SKU}`], ...PATIENTLY });
    await storefront().run('drop trigger refuse on storefront.facts; drop function storefront.refuse()');
    expect(await shop.asStaff('platform:write').post('/v1/admin/dead-letters/redrive', { subject: SKU })).toMatchObject({
      status: 200,
      body: { redriven: 1, more: false },
    });
    await eventually(
      () => storefront().sql<{ available: number }>`select available::int as available from storefront.stock where sku = ${SKU}`,
      { is: [{ available: 7 }], ...PATIENTLY },
    );
    expect(await letters()).toEqual([]);
  });
}
