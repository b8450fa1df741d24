import type { OlistOrder } from './read-orders.ts';

/** Orders, and an amount of theirs in cents of BRL. */
interface Group {
  orders: number;
  minor: number;
}

/** What the files say, summed up without the shop. */
export class OlistTotals {
  orders = 0;
  items = 0;
  itemsMinor = 0;
  freightMinor = 0;
  paymentsMinor = 0;
  /** Orders with items that were called off: `canceled` and `unavailable`. */
  readonly calledOff: Group = { orders: 0, minor: 0 };
  /** From the payments to what the goods and their freight cost: each order is in one group at most. */
  readonly bridge = {
    withoutItems: group(),
    withoutPayment: group(),
    paidMore: group(),
    paidLess: group(),
  };
  readonly statuses = new Map<string, number>();

  add({ status, items, paymentsMinor }: OlistOrder): void {
    const itemsMinor = items.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
    const freightMinor = items.reduce((sum, item) => sum + item.freightMinor, 0);
    const paid = paymentsMinor.reduce((sum, amount) => sum + amount, 0);
    this.orders += 1;
    this.items += items.length;
    this.itemsMinor += itemsMinor;
    this.freightMinor += freightMinor;
    this.paymentsMinor += paid;
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    const cost = itemsMinor + freightMinor;
    if (items.length > 0 && isCalledOff(status)) put(this.calledOff, cost);
    const differs = this.#groupOf(items.length, paymentsMinor.length, paid - cost);
    if (differs) put(differs, paid - cost);
  }

  #groupOf(items: number, payments: number, difference: number): Group | undefined {
    const { withoutItems, withoutPayment, paidMore, paidLess } = this.bridge;
    if (items === 0) return withoutItems;
    if (payments === 0) return withoutPayment;
    if (difference === 0) return undefined;
    return difference > 0 ? paidMore : paidLess;
  }
}

export function isCalledOff(status: string): boolean {
  return status === 'canceled' || status === 'unavailable';
}

function group(): Group {
  return { orders: 0, minor: 0 };
}

function put(into: Group, minor: number): void {
  into.orders += 1;
  into.minor += minor;
}
