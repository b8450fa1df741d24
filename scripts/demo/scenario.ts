import type { Check } from './report/check.ts';
import type { Audit } from './report/audit.ts';
import type { ShopApi } from './shop/shop-api.ts';

/** A catalogue to import and the orders to place on it afterwards. */
export interface Scenario {
  /** For people: what is replayed. */
  readonly title: string;
  readonly catalogue: { readonly file: Blob; readonly currency: string };
  /** What is ordered may depend on what the import made of the file. */
  plan(shop: ShopApi): Promise<Plan>;
}

export interface Plan {
  readonly orderCount: number;
  readonly stock: readonly Delivery[];
  /** The same orders each time. */
  orders(): AsyncIterable<PlannedOrder> | Iterable<PlannedOrder>;
  /** What the scenario knows to be true of the whole, beyond what is true of every shop. */
  checks(audit: Audit): readonly Check[];
  /** Lines for people below the checks. */
  notes(): readonly string[];
}

/** Pieces that come into stock. */
export interface Delivery {
  /** Makes a second delivery a repetition of the first. */
  readonly key: string;
  readonly sku: string;
  readonly pieces: number;
}

export interface PlannedOrder {
  /** Makes a second order a repetition of the first. */
  readonly key: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly customer: { readonly email: string; readonly name: string };
  readonly shippingAddress: {
    readonly name: string;
    readonly line1: string;
    readonly city: string;
    readonly region?: string;
    readonly postalCode: string;
    readonly country: string;
  };
  readonly token: string;
  /** What becomes of it once it is confirmed. */
  readonly afterwards: 'kept' | 'cancelled' | 'dispatched' | 'delivered';
}
