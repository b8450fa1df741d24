/** An amount in the smallest unit of its currency (ISO 4217), always a safe integer: 19.99 EUR is 1999 EUR. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An amount of minor units. Throws a RangeError where it is not a safe integer. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`not a whole number of minor units: ${amountMinor}`);
  return { amountMinor, currency };
}

/** The price of `quantity` pieces. */
export function multiply(price: Money, quantity: number): Money {
  return money(price.amountMinor * quantity, price.currency);
}

/** The sum of amounts of one currency; `currency` is what an empty list adds up to. */
export function sum(amounts: readonly Money[], currency: string): Money {
  const foreign = amounts.find((amount) => amount.currency !== currency);
  if (foreign) throw new RangeError(`cannot add ${foreign.currency} to ${currency}`);
  return money(
    amounts.reduce((total, amount) => total + amount.amountMinor, 0),
    currency,
  );
}

/** For people: `19.99 EUR`, with the decimals that the currency has (`1500 JPY`). */
export function formatMoney({ amountMinor, currency }: Money): string {
  const digits = fractionDigits(currency);
  const sign = amountMinor < 0 ? '-' : '';
  const plain = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = plain.slice(0, plain.length - digits);
  return digits === 0 ? `${sign}${whole} ${currency}` : `${sign}${whole}.${plain.slice(-digits)} ${currency}`;
}

/** How many decimals the currency has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD. */
export function fractionDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
