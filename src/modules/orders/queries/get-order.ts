import type { Db } from '#shared-kernel/database/database.ts';
import { mayAccess, type Visitor } from '../domain/access.ts';
import { OrderNotFound } from '../domain/errors.ts';
import type { Order } from '../domain/order.ts';

/** What is shown of an order, besides its timeline. */
export type OrderReading = Pick<
  Order,
  'id' | 'number' | 'status' | 'failure' | 'currency' | 'lines' | 'total' | 'version' | 'createdAt' | 'updatedAt'
>;

export interface TimelineRow {
  readonly id: number;
  readonly at: Date;
  readonly step: string;
  readonly outcome: string;
}

export interface OrderWithTimeline {
  readonly order: OrderReading;
  /** Oldest first. */
  readonly timeline: readonly TimelineRow[];
  /** False while a saga of the order is under way. */
  readonly settled: boolean;
}

/** An order as its owner, or staff, may see it. To anybody else there is none. */
export async function getOrder(db: Db, id: string, visitor: Visitor): Promise<OrderWithTimeline> {
  // What ends an order is committed with the end of its saga: read first, the end has all of the timeline behind it.
  // All go out together, and Postgres answers them in this order.
  const [underWay, [row], timeline] = await Promise.all([
    isUnderWay(db, id),
    db.sql<OrderRow>`
      select id, number, user_id as "userId", access_key_hash as "accessKeyHash", status, currency, lines,
        total_minor as "totalMinor", failure_code as "failureCode", failure_detail as "failureDetail", version,
        created_at as "createdAt", updated_at as "updatedAt"
      from orders.orders where id = ${id}`,
    db.sql<TimelineRow>`select id, at, step, outcome from orders.timeline where order_id = ${id} order by id`,
  ]);
  if (!row || !mayAccess(visitor, { userId: row.userId ?? undefined, accessKeyHash: row.accessKeyHash ?? undefined })) {
    throw new OrderNotFound();
  }
  return { order: toReading(row), timeline, settled: !underWay };
}

/** Whether a saga of the order goes on. */
export async function isUnderWay(db: Db, id: string): Promise<boolean> {
  const moving = await db.sql`select 1 from orders.sagas where order_id = ${id} and phase in ('forward', 'undoing')`;
  return moving.length > 0;
}

interface OrderRow extends Omit<OrderReading, 'failure' | 'total'> {
  readonly userId: string | null;
  readonly accessKeyHash: string | null;
  readonly totalMinor: number;
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
}

function toReading({ failureCode, failureDetail, totalMinor, ...row }: OrderRow): OrderReading {
  return {
    ...row,
    failure: failureCode === null ? undefined : { code: failureCode, detail: failureDetail ?? '' },
    total: { amountMinor: totalMinor, currency: row.currency },
  };
}
