import type { Tx } from '#shared-kernel/database/database.ts';
import type { Order, OrderStatus, PricedOrder, ShippingAddress } from '../domain/order.ts';
import type { StatusChange } from '../domain/order-status.ts';

/** An order as the tables hold it. */
export interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly cart_id: string | null;
  readonly user_id: string | null;
  readonly access_key_hash: string | null;
  readonly customer_email: string;
  readonly customer_name: string;
  readonly shipping_address: ShippingAddress;
  readonly currency: string;
  readonly lines: PricedOrder['lines'];
  readonly total_minor: number;
  readonly payment_token: string | null;
  readonly status: OrderStatus;
  readonly failure_code: string | null;
  readonly failure_detail: string | null;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The next number that people call an order by. Numbers of orders that were refused are not used again. */
export async function nextOrderNumber(tx: Tx): Promise<string> {
  const [row] = await tx.sql<{ number: number }>`select nextval('orders.order_numbers') as number`;
  if (!row) throw new Error('a sequence returns a number');
  return `T-${row.number}`;
}

export async function insertOrder(tx: Tx, order: Order): Promise<void> {
  await tx.sql`
    insert into orders.orders
      (id, number, cart_id, user_id, access_key_hash, customer_email, customer_name, shipping_address, currency, lines,
       total_minor, payment_token, status, version, created_at, updated_at)
    values
      (${order.id}, ${order.number}, ${order.cartId ?? null}, ${order.userId ?? null}, ${order.accessKeyHash ?? null},
       ${order.customer.email}, ${order.customer.name}, ${order.shippingAddress}::jsonb, ${order.currency}, ${order.lines}::jsonb,
       ${order.total.amountMinor}, ${order.paymentToken ?? null}, ${order.status}, ${order.version}, ${order.createdAt},
       ${order.updatedAt})`;
}

/** Gives orders another status: each is one version newer, and its payment token is forgotten. */
export async function changeStatus(tx: Tx, changes: readonly StatusChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ orderId, status, failure }) => ({ id: orderId, status, ...failure }));
  await tx.sql`
    update orders.orders as o
    set status = c.status, failure_code = c.code, failure_detail = c.detail, version = o.version + 1, updated_at = ${at},
        payment_token = null
    from jsonb_to_recordset(${rows}::jsonb) as c(id uuid, status text, code text, detail text)
    where o.id = c.id`;
}

export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    number: row.number,
    cartId: row.cart_id ?? undefined,
    userId: row.user_id ?? undefined,
    accessKeyHash: row.access_key_hash ?? undefined,
    customer: { email: row.customer_email, name: row.customer_name },
    shippingAddress: row.shipping_address,
    currency: row.currency,
    lines: row.lines,
    total: { amountMinor: row.total_minor, currency: row.currency },
    paymentToken: row.payment_token ?? undefined,
    status: row.status,
    failure: row.failure_code === null ? undefined : { code: row.failure_code, detail: row.failure_detail ?? '' },
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
