import type { Db } from '#shared-kernel/database/database.ts';
import { mayAccess, type Visitor } from '../domain/access.ts';
import { OrderNotFound } from '../domain/errors.ts';
import { findOrder, type Order } from '../persistence/orders.ts';

export interface TimelineRow {
  readonly id: number;
  readonly at: Date;
  readonly step: string;
  readonly outcome: string;
}

export interface OrderWithTimeline {
  readonly order: Order;
  readonly timeline: readonly TimelineRow[];
  /** False while a saga of the order is under way. */
  readonly settled: boolean;
}

/** An order as its owner, or staff, may see it. To anybody else there is none. */
export async function getOrder(db: Db, id: string, visitor: Visitor): Promise<OrderWithTimeline> {
  const order = await findOrder(db, id);
  if (!order || !mayAccess(visitor, order)) throw new OrderNotFound();
  const timeline = await timelineAfter(db, id, 0);
  const moving = await db.sql`select 1 from orders.sagas where order_id = ${id} and phase in ('forward', 'undoing')`;
  return { order, timeline, settled: moving.length === 0 };
}

/** What happened to an order after the entry `after`, oldest first. */
export function timelineAfter(db: Db, orderId: string, after: number): Promise<readonly TimelineRow[]> {
  return db.sql<TimelineRow>`
    select id, at, step, outcome from orders.timeline where order_id = ${orderId} and id > ${after} order by id`;
}
