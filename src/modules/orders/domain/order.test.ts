import { describe, expect, it } from 'vitest';
import { MAX_QUANTITY, MAX_TOTAL_MINOR, mergeLines, type PricedLine, priceLines, priceOrder } from './order.ts';

const line = (sku: string, quantity: number, amountMinor: number, currency = 'EUR'): PricedLine => ({
  sku,
  title: sku,
  quantity,
  unitPrice: { amountMinor, currency },
});

describe('the price of an order', () => {
  it('is the sum of its lines, each the price of a piece times its pieces', () => {
    const { lines, total, currency } = priceOrder([line('TEA', 3, 450), line('POT', 1, 3_999)]);
    expect(lines.map(({ lineTotal }) => lineTotal.amountMinor)).toEqual([1_350, 3_999]);
    expect(total).toEqual({ amountMinor: 5_349, currency: 'EUR' });
    expect(currency).toBe('EUR');
  });

  it('may be nothing', () => {
    expect(priceOrder([line('SAMPLE', 1, 0)]).total.amountMinor).toBe(0);
  });

  it('is not to be had of nothing, or in several currencies', () => {
    expect(() => priceOrder([])).toThrow(expect.objectContaining({ code: 'orders.cart_is_empty' }));
    const mixed = [line('TEA', 1, 450), line('CUP', 1, 1_500, 'JPY')];
    expect(() => priceOrder(mixed)).toThrow(expect.objectContaining({ code: 'orders.mixed_currencies' }));
  });

  it('ends where sums are no longer exact, for one line as for all together', () => {
    const dear = line('YACHT', 1, MAX_TOTAL_MINOR);
    expect(priceOrder([dear]).total.amountMinor).toBe(MAX_TOTAL_MINOR);
    const tooHigh = expect.objectContaining({ code: 'orders.total_too_high' });
    expect(() => priceOrder([{ ...dear, quantity: 2 }])).toThrow(tooHigh);
    expect(() => priceOrder([dear, line('TEA', 1, 1)])).toThrow(tooHigh);
  });

  it('of an empty cart is nothing, in the currency that it is asked in', () => {
    expect(priceLines([], 'JPY')).toEqual({ currency: 'JPY', lines: [], total: { amountMinor: 0, currency: 'JPY' } });
  });
});

describe('lines of the same SKU', () => {
  it('become one, where the first of them stood', () => {
    const wanted = [
      { sku: 'TEA', quantity: 1 },
      { sku: 'POT', quantity: 1 },
      { sku: 'TEA', quantity: 2 },
    ];
    expect(mergeLines(wanted)).toEqual([
      { sku: 'TEA', quantity: 3 },
      { sku: 'POT', quantity: 1 },
    ]);
  });

  it('are refused together where one alone would be', () => {
    const wanted = [MAX_QUANTITY, 1].map((quantity) => ({ sku: 'TEA', quantity }));
    expect(() => mergeLines(wanted)).toThrow(expect.objectContaining({ code: 'orders.quantity_too_high' }));
  });
});
