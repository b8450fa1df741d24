import { expect, it } from 'vitest';
import { decimal, shopifyCsv } from './shopify-csv.ts';

it('writes amounts with two decimals', () => {
  expect([5, 40, 100, 123_456].map(decimal)).toEqual(['0.05', '0.40', '1.00', '1234.56']);
});

it('quotes what would break a row', async () => {
  const row = { handle: 'a', type: '', optionName: 'Size', optionValue: 'S', sku: 'A-1', priceMinor: 250 };
  const lines = (await shopifyCsv([{ ...row, title: 'Cup, 3" wide' }]).text()).split('\n');
  expect(lines[1]).toBe('a,"Cup, 3"" wide",,Size,S,A-1,2.50,active');
});
