import type { Delivery, PlannedOrder } from './planned-order.ts';
import type { Audit } from './report/audit.ts';
import type { Check } from './report/check.ts';
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
