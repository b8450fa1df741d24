import { z } from 'zod';
import { newId } from '#shared-kernel/ids.ts';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import type { FaultyShop } from './fault-shop.ts';

export interface Wish {
  readonly sku: string;
  readonly quantity?: number;
  readonly token?: string;
  readonly postalCode?: string;
  readonly key?: string;
}

const Accepted = z.object({ id: z.string() });

/**
 * Orders as a client does that wants one order and knows no mercy: the same Idempotency-Key again and again, at
 * whatever process is there, until one of them says which order it is. Resolves to its id.
 */
export async function orderUntilAnswered(shops: () => readonly FaultyShop[], wish: Wish): Promise<string> {
  const key = wish.key ?? newId();
  const answer = await eventually(() => tryEach(shops(), wish, key), {
    satisfies: ({ status }) => status === 201 || status === 202,
    withinMs: 30_000,
  });
  return answer.as(Accepted).id;
}

/** One try at the first process that is alive. Rejects where none answers. */
async function tryEach(shops: readonly FaultyShop[], wish: Wish, key: string) {
  const shop = shops.find(({ process }) => process.alive);
  if (!shop) throw new Error('no process is there');
  return shop.guest.post('/v1/orders', bodyOf(wish), { 'idempotency-key': key });
}

export function bodyOf({ sku, quantity = 1, token = 'tok_ok', postalCode = '10115' }: Wish) {
  return {
    lines: [{ sku, quantity }],
    customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    shippingAddress: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', postalCode, country: 'GB' },
    payment: { token },
  };
}
