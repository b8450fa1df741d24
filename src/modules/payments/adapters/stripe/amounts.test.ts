import { describe, expect, it } from 'vitest';
import { fromStripe, toStripe } from './amounts.ts';

describe('amounts at Stripe', () => {
  it.each([
    ['EUR', 1_999, 1_999],
    ['JPY', 1_500, 1_500],
    ['KWD', 1_230, 1_230],
    ['ISK', 1_500, 150_000],
    ['UGX', 1_500, 150_000],
  ])('of %s: %d minor units are %d there, and back', (currency, amountMinor, amount) => {
    expect(toStripe({ amountMinor, currency })).toBe(amount);
    expect(fromStripe(amount, currency.toLowerCase())).toBe(amountMinor);
  });

  it('that Stripe cannot take are none', () => {
    expect(toStripe({ amountMinor: 1_234, currency: 'KWD' })).toBeUndefined();
  });
});
