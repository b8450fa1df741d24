import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { recordingLog } from '../support/recording-log.ts';
import { shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { watchTables } from './watch-tables.ts';

const { log, lines } = recordingLog();
const settings = { PAYMENTS_PROVIDER_TIMEOUT_MS: '500' };
const shop = testShop(undefined, { bus: 'real', log, settings });
const { sell, order, look, paymentsOf } = shopping(shop);
const planted = `tok_${randomBytes(8).toString('hex')}`;
const TOKENS = [planted, 'tok_ok', 'tok_declined', 'tok_timeout', 'tok_flaky'];
let seen: () => Promise<unknown[]>;

beforeAll(async () => {
  await sell('SEALED-1', { stock: 10 });
  seen = await watchTables(shop.admin, TOKENS);
});

const buy = (token: string) => order({ lines: [{ sku: 'SEALED-1', quantity: 1 }], token });

describe('a payment token', () => {
  it('is written to no table, job or dead letter at any time, and to no log, whatever becomes of the order', async () => {
    expect(await buy('tok_ok')).toMatchObject({ status: 'confirmed' });
    expect(await buy('tok_declined')).toMatchObject({ status: 'cancelled' });
    expect(await buy(planted)).toMatchObject({ status: 'cancelled', failure: { code: 'payments.invalid_token' } });
    for (const token of ['tok_timeout', 'tok_flaky']) {
      const placed = await buy(token);
      await eventually(() => look(placed), { satisfies: ({ status }) => status === 'confirmed', withinMs: 30_000 });
    }
    expect(await seen()).toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(new RegExp(TOKENS.join('|')));
  });

  it('is opened by the key that it was sealed to, also when a newer one is in use already', async () => {
    const before = await keysKnown();
    await shop.verb('payments', 'rotate-token-key');
    // Sealed to the key of before, as an order is that has not heard of the new one.
    expect(await buy('tok_ok')).toMatchObject({ status: 'confirmed' });
    await eventually(keysKnown, { satisfies: (known) => known !== before });
    const placed = await buy('tok_ok');
    expect(await paymentsOf(placed.id)).toMatchObject([{ status: 'captured' }]);
    expect(await seen()).toEqual([]);
  });

  it('would be seen, were it written', async () => {
    await shop.admin.run(
      `insert into pgboss.job (name, data) select name, '{"type": "planted", "token": "${planted}"}' from pgboss.queue limit 1`,
    );
    expect(await seen()).toEqual([{ place: expect.stringMatching(/^pgboss\..*: planted$/) }]);
  });
});

async function keysKnown(): Promise<string> {
  const [row] = await shop.admin.sql<{ id: string }>`select key_id as id from orders.payment_keys`;
  return row?.id ?? '';
}
