import type { Money } from '#shared-kernel/money.ts';
import type { OrderReading, TimelineRow } from '../queries/get-order.ts';
import type { OrderView } from './schemas.ts';

/** An order as its customer sees it. */
export function toOrderView(order: OrderReading, timeline: readonly TimelineRow[]): OrderView {
  const { id, number, status, failure, currency, lines, total } = order;
  return {
    id,
    number,
    status,
    ...(failure === undefined ? {} : { failure }),
    currency,
    lines: lines.map(toLineView),
    total,
    timeline: timeline.map(({ at, step, outcome }) => ({ at: at.toISOString(), step, outcome })),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

// jsonb keeps no order of its members; people read this one.
function toLineView({ sku, title, quantity, unitPrice, lineTotal }: OrderReading['lines'][number]) {
  return { sku, title, quantity, unitPrice: inOrder(unitPrice), lineTotal: inOrder(lineTotal) };
}

function inOrder({ amountMinor, currency }: Money): Money {
  return { amountMinor, currency };
}

/** Changes with everything that the view shows: the status and the timeline. */
export function versionOf({ version }: Pick<OrderReading, 'version'>, timeline: readonly TimelineRow[]): string {
  return `${version}.${timeline.length}`;
}
