-- One order of one piece by a guest, from nothing to a confirmed one, in a single statement: what a shop could write at best
-- that believed its own word about price, payment and shipment, and told nobody.
\set kind random(1, :kinds)
with buyer as (
  select uuidv7() as order_id, uuidv7() as payment_id, 'CROWD-' || :kind::int as sku, now() as at,
    'T-' || nextval('bench_limit.order_numbers') as number, encode(sha256(uuidv7()::text::bytea), 'hex') as secret_hash,
    '{"amountMinor": 1000, "currency": "EUR"}'::jsonb as price
), taken as (
  update bench_limit.stock_items as item set reserved = reserved + 1, version = version + 2
  from buyer where item.sku = buyer.sku and on_hand - held - reserved >= 1
  returning buyer.*, jsonb_build_array(jsonb_build_object(
    'sku', item.sku, 'title', 'What all want', 'quantity', 1, 'unitPrice', buyer.price)) as lines
), ordered as (
  insert into bench_limit.orders (id, number, access_key_hash, customer_email, customer_name, shipping_address, currency, lines,
    total_minor, status, version, created_at, updated_at)
  select order_id, number, secret_hash, 'crowd@example.com', 'One of Many',
    '{"name": "One of Many", "line1": "1 High Street", "city": "London", "postalCode": "10115", "country": "GB"}',
    'EUR', lines, 1000, 'confirmed', 2, at, at
  from taken returning id, lines
), told as (
  insert into bench_limit.timeline (order_id, at, step, outcome)
  select order_id, at, step, outcome from taken, (values ('confirm-prices', 'done'),
    ('hold-stock', 'done'), ('authorize-payment', 'done'), ('reserve-stock', 'done'), ('create-shipment', 'done'),
    ('capture-payment', 'done')) as step (step, outcome)
), answered as (
  insert into bench_limit.idempotency_keys (caller, key, fingerprint, status, headers, body)
  select 'guest', secret_hash, secret_hash, 202, jsonb_build_object('location', '/v1/orders/' || order_id),
    to_jsonb(repeat(secret_hash, 10))
  from taken
), moved as (
  insert into bench_limit.stock_movements (id, sku, kind, on_hand, held, reserved, order_id, at)
  select uuidv7(), sku, kind, 0, held, reserved, order_id, at
  from taken, (values ('hold', 1, 0), ('reserve', -1, 1)) as movement (kind, held, reserved)
), promised as (
  insert into bench_limit.reservations (order_id, state, version, expires_at, answers)
  select order_id, 'reserved', 2, at + interval '15 minutes',
    '{"hold": {"sequence": 1, "outcome": "held"}, "reserve": {"sequence": 2, "outcome": "reserved"}}'
  from taken returning order_id
), promised_line as (
  insert into bench_limit.reservation_lines (order_id, sku, quantity) select order_id, sku, 1 from taken
), paid as (
  insert into bench_limit.payments (id, order_id, access_key_hash, currency, amount_minor, status, stopped, charge,
    captured_minor, version, created_at, updated_at)
  select payment_id, order_id, secret_hash, 'EUR', 1000, 'captured', false, 'ch_' || payment_id, 1000, 2, at, at
  from taken returning id
), booked as (
  insert into bench_limit.payment_entries (key, payment_id, kind, currency, amount_minor, reference, booked_at)
  select uuidv7(), payment_id, kind, 'EUR', 1000, 'ch_' || payment_id, at
  from taken, (values ('authorization'), ('capture')) as entry (kind)
), shipped as (
  insert into bench_limit.shipments (id, order_id, access_key_hash, status, version, lines, destination, carrier,
    tracking_number, created_at, updated_at)
  select uuidv7(), order_id, secret_hash, 'created', 1, jsonb_build_array(jsonb_build_object('sku', sku, 'quantity', 1)),
    '{"name": "One of Many", "line1": "1 High Street", "city": "London", "postalCode": "10115", "country": "GB"}',
    'sandbox', 'SB' || upper(substr(secret_hash, 1, 12)), at, at
  from taken
), written as (
  insert into bench_limit.notifications (id, template, occasion, about, order_id, letter, recipient, status, created_at, sent_at)
  select uuidv7(), 'order-confirmed', order_id, order_id, order_id,
    jsonb_build_object('template', 'order-confirmed', 'params', jsonb_build_object('number', number, 'lines', lines, 'total', price)),
    '{"email": "crowd@example.com", "name": "One of Many"}', 'sent', at, at
  from taken
)
insert into bench_limit.order_contacts (order_id, number, email, name)
select order_id, number, 'crowd@example.com', 'One of Many' from taken;
