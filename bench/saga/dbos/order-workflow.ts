import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Amount, ForeignSystems } from './foreign-systems.ts';
import type { OrderToPlace } from './order-to-place.ts';
import type { StepSql, TransactionStep } from './transactions.ts';

/**
 * The saga of an order as a DBOS workflow: the same seven steps, each with the durable facts that Tessera's modules write for it,
 * by one statement where that is possible. Foreign systems are called in steps of their own under keys that the order's id
 * gives, so what is called again after a crash has no second effect. Compensations are left out: none of these orders fails.
 */
export function orderWorkflow(transaction: TransactionStep, foreign: ForeignSystems) {
  return DBOS.registerWorkflow(
    async (orderId: string, order: OrderToPlace): Promise<'confirmed'> => {
      const lines = JSON.stringify(order.lines);
      const amount = await transaction('place', (sql) => place(sql, orderId, order));
      await transaction('confirm-prices', (sql) => confirmPrices(sql, orderId, amount));
      await transaction('hold-stock', (sql) => holdStock(sql, orderId, lines));
      const charge = await call('authorize', () => foreign.authorize(orderId, amount, order.payment.token));
      await transaction('authorize-payment', (sql) => recordPayment(sql, orderId, { ...amount, charge }));
      await transaction('reserve-stock', (sql) => reserveStock(sql, orderId, lines));
      const trackingNumber = await call('ship', () => foreign.createShipment(orderId, order));
      await transaction('create-shipment', (sql) => recordShipment(sql, orderId, { order, trackingNumber }));
      await call('capture', () => foreign.capture(orderId, charge, amount));
      await transaction('capture-payment', (sql) => recordCapture(sql, orderId));
      await transaction('confirm', (sql) => confirm(sql, orderId, order));
      return 'confirmed';
    },
    { name: 'place-order' },
  );
}

/** A call to a foreign system, tried again where it throws. */
function call<T>(name: string, work: () => Promise<T>): Promise<T> {
  return DBOS.runStep(work, { name, retriesAllowed: true, maxAttempts: 5 });
}

async function place(sql: StepSql, orderId: string, { lines, customer, shippingAddress }: OrderToPlace): Promise<Amount> {
  const [placed] = await sql<[Amount]>`
    with wanted as (select * from jsonb_to_recordset(${JSON.stringify(lines)}::text::jsonb) as line (sku text, quantity bigint)),
    priced as (
      select min(o.currency) as currency, sum(o.price_minor * w.quantity)::bigint as total from wanted w join shop.offers o using (sku)
    ),
    placed as (
      insert into shop.orders (id, customer_email, customer_name, shipping_address, lines, currency, total_minor, status)
      select ${orderId}::uuid, ${customer.email}, ${customer.name}, ${JSON.stringify(shippingAddress)}::text::jsonb,
        ${JSON.stringify(lines)}::text::jsonb, currency, total, 'pending' from priced
      returning currency, total_minor
    )
    select currency, total_minor::float8 as "amountMinor" from placed`;
  return placed;
}

async function confirmPrices(sql: StepSql, orderId: string, { amountMinor }: Amount): Promise<void> {
  await sql`
    with confirmed as (
      select o.id, sum(f.price_minor * (line ->> 'quantity')::bigint) as total
      from shop.orders o cross join jsonb_array_elements(o.lines) as line join shop.offers f on f.sku = line ->> 'sku'
      where o.id = ${orderId}::uuid group by o.id
    )
    insert into shop.timeline (order_id, step, outcome)
    select id, 'confirm-prices', case when total = ${amountMinor}::bigint then 'done' else 'refused' end from confirmed`;
}

async function holdStock(sql: StepSql, orderId: string, lines: string): Promise<void> {
  await sql`
    with wanted as (select * from jsonb_to_recordset(${lines}::text::jsonb) as line (sku text, quantity bigint)),
    held as (
      update shop.stock_items s set held = s.held + w.quantity from wanted w where s.sku = w.sku returning s.sku, w.quantity
    ),
    moved as (
      insert into shop.stock_movements (sku, kind, held, reserved, order_id)
      select sku, 'hold', quantity, 0, ${orderId}::uuid from held
    ),
    reservation as (
      insert into shop.reservations (order_id, lines, status, expires_at)
      values (${orderId}::uuid, ${lines}::text::jsonb, 'held', now() + interval '15 minutes')
    )
    insert into shop.timeline (order_id, step, outcome) values (${orderId}::uuid, 'hold-stock', 'done')`;
}

async function recordPayment(sql: StepSql, orderId: string, payment: Amount & { readonly charge: string }): Promise<void> {
  const { currency, amountMinor, charge } = payment;
  await sql`
    with paid as (
      insert into shop.payments (order_id, currency, amount_minor, status, charge)
      values (${orderId}::uuid, ${currency}, ${amountMinor}::bigint, 'authorized', ${charge})
    )
    insert into shop.timeline (order_id, step, outcome) values (${orderId}::uuid, 'authorize-payment', 'done')`;
}

async function reserveStock(sql: StepSql, orderId: string, lines: string): Promise<void> {
  await sql`
    with wanted as (select * from jsonb_to_recordset(${lines}::text::jsonb) as line (sku text, quantity bigint)),
    reserved as (
      update shop.stock_items s set held = s.held - w.quantity, reserved = s.reserved + w.quantity
      from wanted w where s.sku = w.sku returning s.sku, w.quantity
    ),
    moved as (
      insert into shop.stock_movements (sku, kind, held, reserved, order_id)
      select sku, 'reserve', -quantity, quantity, ${orderId}::uuid from reserved
    ),
    reservation as (update shop.reservations set status = 'reserved', expires_at = null where order_id = ${orderId}::uuid)
    insert into shop.timeline (order_id, step, outcome) values (${orderId}::uuid, 'reserve-stock', 'done')`;
}

async function recordShipment(
  sql: StepSql,
  orderId: string,
  { order, trackingNumber }: { readonly order: OrderToPlace; readonly trackingNumber: string },
): Promise<void> {
  await sql`
    with shipped as (
      insert into shop.shipments (order_id, status, lines, destination, tracking_number)
      values (${orderId}::uuid, 'created', ${JSON.stringify(order.lines)}::text::jsonb,
        ${JSON.stringify(order.shippingAddress)}::text::jsonb, ${trackingNumber})
    )
    insert into shop.timeline (order_id, step, outcome) values (${orderId}::uuid, 'create-shipment', 'done')`;
}

async function recordCapture(sql: StepSql, orderId: string): Promise<void> {
  await sql`
    with captured as (
      update shop.payments set status = 'captured', captured_minor = amount_minor, updated_at = now() where order_id = ${orderId}::uuid
    )
    insert into shop.timeline (order_id, step, outcome) values (${orderId}::uuid, 'capture-payment', 'done')`;
}

/** The mail is noted, and nobody sends it. */
async function confirm(sql: StepSql, orderId: string, { customer }: OrderToPlace): Promise<void> {
  await sql`
    with confirmed as (update shop.orders set status = 'confirmed', updated_at = now() where id = ${orderId}::uuid)
    insert into shop.notifications (template, order_id, recipient, status)
    values ('order-confirmed', ${orderId}::uuid, ${JSON.stringify(customer)}::text::jsonb, 'pending')`;
}
