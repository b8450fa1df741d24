import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney } from '#shared-kernel/money.ts';
import { MAX_AMOUNT_MINOR, parsePriceText } from './price-text.ts';

describe('a price as a spreadsheet writes it', () => {
  it.each([
    ['1999', 'EUR', 199_900],
    ['19.9', 'EUR', 1_990],
    ['1,999.00', 'EUR', 199_900],
    ['12,345,678', 'EUR', 1_234_567_800],
    ['0.00', 'EUR', 0],
    ['14000000.00', 'VND', 14_000_000],
    ['1.2340', 'KWD', 1_234],
    ['007', 'JPY', 7],
  ])('%s %s is %i minor units', (text, currency, amountMinor) => {
    expect(parsePriceText(text, currency)).toEqual({ kind: 'price', price: { amountMinor, currency } });
  });

  it.each([
    ['', 'missing_price'],
    ['-1', 'negative_price'],
    ['(5.00)', 'negative_price'],
    ['1.999', 'price_too_precise'],
    ['1999,00', 'invalid_price'],
    ['1.999,00', 'invalid_price'],
    ['1,99.00', 'invalid_price'],
    ['€5', 'invalid_price'],
    ['1e3', 'invalid_price'],
    ['.5', 'invalid_price'],
    ['90000000.01', 'price_too_high'],
    ['99999999999999999999', 'price_too_high'],
  ])('refuses "%s" as %s', (text, code) => {
    expect(parsePriceText(text, 'EUR')).toMatchObject({ kind: 'refused', code });
  });

  it('reads every amount back that is written out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: MAX_AMOUNT_MINOR }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (amountMinor, currency) => {
          const text = formatMoney({ amountMinor, currency }).replace(` ${currency}`, '');
          expect(parsePriceText(text, currency)).toEqual({ kind: 'price', price: { amountMinor, currency } });
        },
      ),
    );
  });

  it('never takes what is not a whole number of minor units', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const reading = parsePriceText(text, 'EUR');
        if (reading.kind === 'price') expect(Number.isSafeInteger(reading.price.amountMinor)).toBe(true);
        else expect(reading.code).toMatch(/^[a-z_]+$/);
      }),
    );
  });
});
