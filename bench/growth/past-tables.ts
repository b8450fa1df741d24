/** Rows that one order has left in a table, and what of them another order would have otherwise. */
export interface PastTable {
  readonly table: string;
  /** Which rows belong to the order `$1`. */
  readonly rows: string;
  /** Columns that are another order's own: ids, and texts that are unique. Times are moved, all others stay as they are. */
  readonly own: readonly string[];
  /** For how many days the shop keeps such rows; absent where it keeps them for good. */
  readonly keptDays?: number;
}

const OF_ORDER = 'order_id = $1';

/** Where the marks of messages stand that were caused by an order. */
const marksIn = (module: string): PastTable => ({
  table: `${module}.inbox`,
  rows: `message_id in (select (data->>'id')::uuid from pgboss.job where data->>'correlationid' = (
    select data->>'correlationid' from pgboss.job where data->>'subject' = $1::text limit 1))`,
  own: ['message_id'],
  keptDays: 60,
});

/** All tables in which an order of somebody who is signed in leaves something, each after those that it refers to. */
export const PAST_TABLES: readonly PastTable[] = [
  { table: 'orders.orders', rows: 'id = $1', own: ['id', 'number', 'cart_id', 'user_id', 'access_key_hash'] },
  { table: 'orders.sagas', rows: OF_ORDER, own: ['order_id'] },
  { table: 'orders.timeline', rows: OF_ORDER, own: ['order_id'] },
  { table: 'orders.idempotency_keys', rows: "headers->>'location' like '%' || $1::text", own: ['caller', 'key'], keptDays: 3 },
  { table: 'inventory.reservations', rows: OF_ORDER, own: ['order_id'] },
  { table: 'inventory.reservation_lines', rows: OF_ORDER, own: ['order_id'] },
  { table: 'inventory.stock_movements', rows: OF_ORDER, own: ['id', 'order_id'] },
  { table: 'payments.payments', rows: OF_ORDER, own: ['id', 'order_id', 'user_id', 'charge'] },
  {
    table: 'payments.payment_entries',
    rows: 'payment_id = (select id from payments.payments where order_id = $1)',
    own: ['key', 'payment_id', 'reference'],
  },
  { table: 'shipping.shipments', rows: OF_ORDER, own: ['id', 'order_id', 'user_id', 'tracking_number'] },
  { table: 'notifications.notifications', rows: OF_ORDER, own: ['id', 'occasion', 'about', 'order_id', 'user_id'] },
  { table: 'notifications.order_contacts', rows: OF_ORDER, own: ['order_id', 'user_id'] },
  { table: 'storefront.facts', rows: 'subject = $1::text', own: ['subject', 'user_id'] },
  { table: 'storefront.orders', rows: OF_ORDER, own: ['order_id', 'user_id'] },
  { table: 'storefront.shipments', rows: OF_ORDER, own: ['order_id', 'user_id'] },
  ...['orders', 'catalog', 'inventory', 'payments', 'shipping', 'notifications', 'storefront'].map(marksIn),
];
