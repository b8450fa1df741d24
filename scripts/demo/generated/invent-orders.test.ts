import { expect, it } from 'vitest';
import { inventOrders } from './invent-orders.ts';

const OPTIONS = { seed: 3, count: 400, skus: ['A', 'B', 'C'], ship: false } as const;

it('invents the same orders for the same seed, and others for another', () => {
  const orders = [...inventOrders(OPTIONS)];
  expect([...inventOrders(OPTIONS)]).toEqual(orders);
  expect([...inventOrders({ ...OPTIONS, seed: 4 })]).not.toEqual(orders);
});

it('gives each order a key of its own, which is another where the order is another', () => {
  const keys = [...inventOrders(OPTIONS)].map(({ key }) => key);
  expect(new Set(keys).size).toBe(400);
  expect([...inventOrders({ ...OPTIONS, skus: ['D'] })].filter(({ key }) => keys.includes(key))).toEqual([]);
});

it('invents every kind of trouble, and mostly none', () => {
  const orders = [...inventOrders(OPTIONS)];
  expect(new Set(orders.map(({ token }) => token)).size).toBe(6);
  expect(orders.some(({ shippingAddress }) => shippingAddress.postalCode === '00000')).toBe(true);
  expect(orders.filter(({ token }) => token === 'tok_ok').length).toBeGreaterThan(320);
});
