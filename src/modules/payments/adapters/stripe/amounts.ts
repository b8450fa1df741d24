import { fractionDigits, type Money } from '#shared-kernel/money.ts';

/** The amount in the units that Stripe counts the currency in; undefined where it cannot be said in them. */
export function toStripe({ amountMinor, currency }: Money): number | undefined {
  const amount = scaled(amountMinor, stripeDigits(currency) - fractionDigits(currency));
  // Where a currency has three decimals, Stripe wants the last one to be zero.
  const step = THREE_DECIMALS.has(currency) ? 10 : 1;
  return Number.isSafeInteger(amount) && amount % step === 0 ? amount : undefined;
}

/** What Stripe counts, in our minor units. */
export function fromStripe(amount: number, currency: string): number {
  const code = currency.toUpperCase();
  return scaled(amount, fractionDigits(code) - stripeDigits(code));
}

function scaled(amount: number, digits: number): number {
  return digits < 0 ? amount / 10 ** -digits : amount * 10 ** digits;
}

function stripeDigits(currency: string): number {
  if (ZERO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

// https://docs.stripe.com/currencies: two decimals also for ISK and UGX, which have none.
const ZERO_DECIMALS: ReadonlySet<string> = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const THREE_DECIMALS: ReadonlySet<string> = new Set('BHD JOD KWD OMR TND'.split(' '));
