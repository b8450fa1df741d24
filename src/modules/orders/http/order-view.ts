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
    lines: [...lines],
    total,
    timeline: timeline.map(({ at, step, outcome }) => ({ at: at.toISOString(), step, outcome })),
    createdAt: order.createdAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
  };
}

/** Changes with everything that the view shows: the status and the timeline. */
export function versionOf({ version }: Pick<OrderReading, 'version'>, timeline: readonly TimelineRow[]): string {
  return `${version}.${timeline.length}`;
}
