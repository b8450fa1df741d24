import type { Money } from '#shared-kernel/money.ts';
import type { OrderDetails } from './order-details.ts';
import type { ShipmentStatus } from './shipment-status.ts';

/** What somebody told about one subject, with the fields that a dashboard needs and no others. */
interface Told<Kind extends string, Body, Owner> {
  readonly kind: Kind;
  /** The id of the user, order or product, or the SKU. */
  readonly subject: string;
  /** Of facts of one kind about one subject, the one with the highest counts. */
  readonly sequence: number;
  readonly userId: Owner;
  readonly at: Date;
  readonly body: Body;
}

type UserFact<Kind extends string, Body> = Told<Kind, Body, string>;
type PublicFact<Kind extends string, Body> = Told<Kind, Body, null>;

export type ProfileFact = UserFact<'profile', { readonly name: string }>;
export type OrderFact =
  | UserFact<'order_placed' | 'order_confirmed' | 'order_cancelled', OrderDetails>
  | UserFact<'order_stuck', Readonly<Record<string, never>>>;
export type ShipmentFact = UserFact<
  'shipment',
  {
    readonly status: ShipmentStatus;
    readonly carrier?: string;
    readonly trackingNumber?: string;
  }
>;
/** All refunds of the order together, in its currency. */
export type RefundFact = UserFact<'refund', { readonly refundedMinor: number }>;
/** What of a product is on sale; neither slug nor variants where nothing is. */
export type ProductFact = PublicFact<'product', { readonly slug?: string; readonly variants: readonly Variant[] }>;
export type StockFact = PublicFact<'stock', { readonly available: number }>;

export interface Variant {
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
}

export type Fact = ProfileFact | OrderFact | ShipmentFact | RefundFact | ProductFact | StockFact;

/** One fact of each kind about each subject: the newest. */
export function newestOf(facts: readonly Fact[]): readonly Fact[] {
  const newest = new Map<string, Fact>();
  for (const fact of facts) {
    const known = newest.get(keyOf(fact));
    if (known === undefined || known.sequence < fact.sequence) newest.set(keyOf(fact), fact);
  }
  return [...newest.values()];
}

/** Tells facts apart that do not replace each other. */
export function keyOf({ kind, subject }: Pick<Fact, 'kind' | 'subject'>): string {
  return `${kind} ${subject}`;
}

export function isOrderFact(fact: Fact): fact is OrderFact {
  return fact.kind.startsWith('order_');
}
