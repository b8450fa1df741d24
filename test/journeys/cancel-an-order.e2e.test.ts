import { describe, expect, it } from 'vitest';
import { eventually } from '#shared-kernel/testing/eventually.ts';
import { PATIENTLY, shopping } from '../support/shopping.ts';
import { testShop } from '../support/test-shop.ts';
import { cancellingAnOrder } from './stories/cancelling-an-order.ts';

const shop = testShop(undefined, { bus: 'real', settings: { ORDERS_HOLD_SECONDS: '2' } });
const { sell, order, level, expectNothingLeftOf, expectLedgersAgree } = shopping(shop);

cancellingAnOrder(shop);

describe('an order whose payment takes longer than its hold', () => {
  it('loses the goods, and is cancelled without a charge', async () => {
    await sell('HOLD-1', { stock: 1 });
    const placed = await order({ lines: [{ sku: 'HOLD-1', quantity: 1 }], token: 'tok_slow' });
    expect(placed.failure?.code).toMatch(/^inventory\./);
    expect(await level('HOLD-1')).toMatchObject({ onHand: 1, held: 0, reserved: 0 });
    await eventually(() => expectNothingLeftOf(placed.id), { is: undefined, ...PATIENTLY });
    await expectLedgersAgree(placed.id);
  });
});
