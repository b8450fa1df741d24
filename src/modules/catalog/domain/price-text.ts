import { fractionDigits, type Money, money } from '#shared-kernel/money.ts';

/** The dearest price: times the largest quantity of an order line it is still a safe integer. */
export const MAX_AMOUNT_MINOR = 9_000_000_000;

export type PriceText =
  | { readonly kind: 'price'; readonly price: Money }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

/** Reads a price as a spreadsheet writes it: `1999`, `19.9`, `1,999.00`. A comma separates thousands, a point decimals. */
export function parsePriceText(text: string, currency: string): PriceText {
  if (text === '') return refused('missing_price', 'The price is missing.');
  if (/^-|^\(.*\)$/.test(text)) return refused('negative_price', `The price ${text} is negative.`);
  const [, whole, decimals = ''] = PRICE.exec(text) ?? [];
  if (whole === undefined) return refused('invalid_price', `${text} is not a price: write it as 1999, 19.99 or 1,999.00.`);
  const digits = fractionDigits(currency);
  const significant = decimals.replace(/0+$/, '');
  if (significant.length > digits) {
    return refused('price_too_precise', `The price ${text} has more decimals than ${currency} has (${digits}).`);
  }
  const amountMinor = Number(`${whole.replaceAll(',', '')}${significant.padEnd(digits, '0')}`);
  if (amountMinor > MAX_AMOUNT_MINOR) return refused('price_too_high', `The price ${text} is higher than a price can be.`);
  return { kind: 'price', price: money(amountMinor, currency) };
}

const PRICE = /^(\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.(\d{1,20}))?$/;

function refused(code: string, detail: string): PriceText {
  return { kind: 'refused', code, detail };
}
