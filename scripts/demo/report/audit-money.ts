import { entriesOf, unwrap } from '../../../clients/typescript/src/index.ts';
import type { Bar } from '../progress.ts';
import type { ShopApi } from '../shop/shop-api.ts';
import { type Check, sameCount, sameMoney } from './check.ts';
import type { Tally } from './tally.ts';

/** What payments says about the orders of a run. */
export interface MoneyFound {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Orders that kept exactly what is owed for them. */
  readonly exactOrders: number;
}

/** Reads every payment of the shop once, and holds those of our orders against what is owed. */
export async function auditMoney({ staff }: ShopApi, { orders }: Tally, bar: Bar): Promise<MoneyFound> {
  let capturedMinor = 0;
  let refundedMinor = 0;
  let exactOrders = 0;
  let unpaid = [...orders.values()].filter(({ owedMinor }) => owedMinor === 0).length;
  const payments = entriesOf((query) => unwrap(staff.GET('/v1/payments', { params: { query } })));
  for await (const { orderId, captured, refunded } of payments) {
    const order = orders.get(orderId);
    if (!order) continue;
    bar.add();
    capturedMinor += captured.amountMinor;
    refundedMinor += refunded.amountMinor;
    // An order that is owed nothing may have no payment at all; one that has a payment is judged by it.
    if (order.owedMinor === 0) unpaid -= 1;
    if (captured.amountMinor - refunded.amountMinor === order.owedMinor) exactOrders += 1;
  }
  bar.set(orders.size);
  return { capturedMinor, refundedMinor, exactOrders: exactOrders + unpaid };
}

export function moneyChecks({ orders, wrongTotals }: Tally, money: MoneyFound, currency: string): readonly Check[] {
  const owed = [...orders.values()].reduce((sum, { owedMinor }) => sum + owedMinor, 0);
  return [
    sameMoney('confirmed orders are paid', currency, [
      { source: 'totals of confirmed orders', value: owed },
      { source: 'captured − refunded', value: money.capturedMinor - money.refundedMinor },
    ]),
    sameCount('each order is paid exactly, none twice', 'orders', [
      { source: 'orders', value: orders.size },
      { source: 'with captured − refunded = owed', value: money.exactOrders },
    ]),
    sameCount('totals are the sums of their lines', 'orders', [
      { source: 'orders', value: orders.size },
      { source: 'that add up', value: orders.size - wrongTotals },
    ]),
  ];
}
