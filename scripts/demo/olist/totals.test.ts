import { expect, it } from 'vitest';
import { bridgeLines } from './checks.ts';
import type { OlistOrder } from './read-orders.ts';
import { OlistTotals } from './totals.ts';

const CUSTOMER = {
  customer_id: 'c',
  customer_unique_id: 'u',
  customer_zip_code_prefix: '01234',
  customer_city: 'são paulo',
  customer_state: 'SP',
};

function order(status: string, items: number, paymentsMinor: readonly number[]): OlistOrder {
  const item = { productId: 'p', priceMinor: 900, freightMinor: 100 };
  return { id: 'o', status, customer: CUSTOMER, items: Array.from({ length: items }, () => item), paymentsMinor };
}

function totalsOf(...orders: OlistOrder[]): OlistTotals {
  const totals = new OlistTotals();
  for (const each of orders) totals.add(each);
  return totals;
}

const EVERYTHING = [
  order('delivered', 2, [2_000]),
  order('delivered', 1, []),
  order('shipped', 1, [600, 500]),
  order('shipped', 1, [950]),
  order('canceled', 1, [1_000]),
  order('unavailable', 0, [7_000]),
];

it('bridges from what was paid to what the goods cost, each order counted once', () => {
  const { bridge, paymentsMinor, itemsMinor, freightMinor } = totalsOf(...EVERYTHING);
  expect(bridge).toEqual({
    withoutItems: { orders: 1, minor: 7_000 },
    withoutPayment: { orders: 1, minor: -1_000 },
    paidMore: { orders: 1, minor: 100 },
    paidLess: { orders: 1, minor: -50 },
  });
  const differences = Object.values(bridge).reduce((sum, { minor }) => sum + minor, 0);
  expect(paymentsMinor - differences).toBe(itemsMinor + freightMinor);
});

it('counts as called off what was cancelled or unavailable, where there was something to call off', () => {
  expect(totalsOf(...EVERYTHING).calledOff).toEqual({ orders: 1, minor: 1_000 });
});

it('shows the bridge line by line', () => {
  expect(bridgeLines(totalsOf(...EVERYTHING)).split('\n')).toEqual([
    '  120.50 BRL  order_payments.csv',
    '  -70.00 BRL  1 order without items, which a shop cannot take',
    '   -1.00 BRL  1 order paid in excess',
    '    0.50 BRL  1 order paid short',
    '   10.00 BRL  1 order never paid',
    '   60.00 BRL  = items + freight, what our payments captured',
  ]);
});
