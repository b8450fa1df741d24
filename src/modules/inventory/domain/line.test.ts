import { expect, it } from 'vitest';
import { totalPerSku } from './line.ts';

it('counts lines of the same SKU together, in SKU order', () => {
  const lines = [
    { sku: 'TEA', quantity: 2 },
    { sku: 'CUP', quantity: 1 },
    { sku: 'TEA', quantity: 3 },
  ];
  expect(totalPerSku(lines)).toEqual([
    { sku: 'CUP', quantity: 1 },
    { sku: 'TEA', quantity: 5 },
  ]);
});
