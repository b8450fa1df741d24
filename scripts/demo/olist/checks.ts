import type { Audit } from '../report/audit.ts';
import { type Check, sameCount, sameMoney, showMoney, withThousands } from '../report/check.ts';
import { isFreight } from './offers.ts';
import type { OlistTotals } from './totals.ts';

export const CURRENCY = 'BRL';

/** What the shop's own books say of the replay, beside what the files say. */
export function olistChecks(totals: OlistTotals, { tally, money }: Audit): readonly Check[] {
  const ordered = { items: 0, itemsMinor: 0, freightMinor: 0 };
  for (const [sku, { orderedPieces, orderedMinor }] of tally.bySku) {
    if (isFreight(sku)) ordered.freightMinor += orderedMinor;
    else {
      ordered.items += orderedPieces;
      ordered.itemsMinor += orderedMinor;
    }
  }
  const { withoutItems, withoutPayment, paidMore, paidLess } = totals.bridge;
  const bridged = totals.paymentsMinor - withoutItems.minor - withoutPayment.minor - paidMore.minor - paidLess.minor;
  const cancelled = [...tally.cancelled.values()].reduce((sum, count) => sum + count, 0);
  return [
    sameCount('orders', 'orders', [
      { source: 'orders.csv', value: totals.orders },
      {
        source: `placed + ${withThousands(String(withoutItems.orders))} without items`,
        value: tally.orders.size + withoutItems.orders,
      },
    ]),
    sameCount('called off', 'orders', [
      { source: 'canceled, unavailable in orders.csv', value: totals.calledOff.orders },
      { source: 'cancelled', value: cancelled },
    ]),
    sameCount('items', 'pieces', [
      { source: 'order_items.csv', value: totals.items },
      { source: 'order lines', value: ordered.items },
    ]),
    sameMoney('price of the items', CURRENCY, [
      { source: 'order_items.csv', value: totals.itemsMinor },
      { source: 'order lines', value: ordered.itemsMinor },
    ]),
    sameMoney('freight', CURRENCY, [
      { source: 'order_items.csv', value: totals.freightMinor },
      { source: 'order lines', value: ordered.freightMinor },
    ]),
    sameMoney('captured', CURRENCY, [
      { source: 'items + freight', value: totals.itemsMinor + totals.freightMinor },
      { source: 'payments', value: money.capturedMinor },
    ]),
    sameMoney('refunded', CURRENCY, [
      { source: 'items + freight called off', value: totals.calledOff.minor },
      { source: 'payments', value: money.refundedMinor },
    ]),
    sameMoney('payments of the data, by the bridge below', CURRENCY, [
      { source: 'order_payments.csv − what differs', value: bridged },
      { source: 'captured', value: money.capturedMinor },
    ]),
    ...controlTotals(totals),
  ];
}

/** How the payments of the data come to what our payments captured, line by line. */
export function bridgeLines({ bridge, paymentsMinor, itemsMinor, freightMinor }: OlistTotals): string {
  const { withoutItems, withoutPayment, paidMore, paidLess } = bridge;
  const steps = [
    ['order_payments.csv', paymentsMinor],
    [`${counted(withoutItems.orders)} without items, which a shop cannot take`, -withoutItems.minor],
    [`${counted(paidMore.orders)} paid in excess`, -paidMore.minor],
    [`${counted(paidLess.orders)} paid short`, -paidLess.minor],
    [`${counted(withoutPayment.orders)} never paid`, -withoutPayment.minor],
    ['= items + freight, what our payments captured', itemsMinor + freightMinor],
  ] as const;
  const figures = steps.map(([, minor]) => showMoney(minor, CURRENCY));
  const width = Math.max(...figures.map(({ length }) => length));
  return steps.map(([label], index) => `  ${figures[index]?.padStart(width)}  ${label}`).join('\n');
}

function counted(orders: number): string {
  return orders === 1 ? '1 order' : `${withThousands(String(orders))} orders`;
}

/** Of the subset of 29,367 orders: what its own description states. Another data set is held against its files only. */
const STATED = { orders: 29_367, items: 32_732, itemsMinor: 401_611_515, freightMinor: 66_009_459, paymentsMinor: 483_953_125 };

function controlTotals(totals: OlistTotals): readonly Check[] {
  if (totals.orders !== STATED.orders) return [];
  const count = (claim: string, unit: string, field: 'orders' | 'items') =>
    sameCount(`control total: ${claim}`, unit, [
      { source: 'stated', value: STATED[field] },
      { source: 'files', value: totals[field] },
    ]);
  const amount = (claim: string, field: 'itemsMinor' | 'freightMinor' | 'paymentsMinor') =>
    sameMoney(`control total: ${claim}`, CURRENCY, [
      { source: 'stated', value: STATED[field] },
      { source: 'files', value: totals[field] },
    ]);
  return [
    count('orders', 'orders', 'orders'),
    count('items', 'pieces', 'items'),
    amount('price of the items', 'itemsMinor'),
    amount('freight', 'freightMinor'),
    amount('payments', 'paymentsMinor'),
  ];
}
