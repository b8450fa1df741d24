import type { Money } from '#shared-kernel/money.ts';

/** What a SKU costs now, and whether it can be bought. */
export interface Offer {
  readonly sku: string;
  readonly price: Money;
  readonly onSale: boolean;
}

/** A line as the customer saw it. */
export interface ExpectedPrice {
  readonly sku: string;
  readonly unitPrice: Money;
}

export type PriceRefusal =
  | { readonly sku: string; readonly code: 'unknown_sku' | 'not_on_sale' }
  | { readonly sku: string; readonly code: 'price_changed'; readonly currentPrice: Money };

/** Why lines cannot be sold at the prices that were shown; empty where they can. */
export function refusalsOf(lines: readonly ExpectedPrice[], offers: ReadonlyMap<string, Offer>): PriceRefusal[] {
  return lines.flatMap((line) => refusalOf(line, offers.get(line.sku)) ?? []);
}

function refusalOf({ sku, unitPrice }: ExpectedPrice, offer: Offer | undefined): PriceRefusal | undefined {
  if (!offer) return { sku, code: 'unknown_sku' };
  if (!offer.onSale) return { sku, code: 'not_on_sale' };
  const { amountMinor, currency } = offer.price;
  if (amountMinor === unitPrice.amountMinor && currency === unitPrice.currency) return undefined;
  return { sku, code: 'price_changed', currentPrice: offer.price };
}
