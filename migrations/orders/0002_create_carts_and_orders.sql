-- phase: expand
-- What the catalog sells, as it last said so: a projection, replaced by newer events only.
create table orders.offers (
  sku text primary key,
  product_id uuid not null,
  title text not null,
  price_minor bigint not null constraint offers_price_not_negative check (price_minor >= 0),
  currency text not null constraint offers_currency_iso check (currency ~ '^[A-Z]{3}$')
);
create index offers_product_id on orders.offers (product_id);

create table orders.offered_products (
  product_id uuid primary key,
  version bigint not null
);

create table orders.carts (
  id uuid primary key,
  user_id uuid,
  access_key_hash text,
  -- [{sku, title, quantity, unitPrice: {amountMinor, currency}}], priced as the customer was shown it.
  lines jsonb not null default '[]',
  order_id uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint carts_have_an_owner check (user_id is not null or access_key_hash is not null)
);
create index carts_updated_at on orders.carts (updated_at);

create sequence orders.order_numbers start 100001;

create table orders.orders (
  id uuid primary key,
  number text not null constraint orders_number_unique unique,
  -- The same cart becomes one order, however often it is submitted.
  cart_id uuid constraint orders_cart_id_unique unique,
  user_id uuid,
  access_key_hash text,
  customer_email text not null,
  customer_name text not null,
  shipping_address jsonb not null,
  currency text not null constraint orders_currency_iso check (currency ~ '^[A-Z]{3}$'),
  lines jsonb not null,
  total_minor bigint not null constraint orders_total_not_negative check (total_minor >= 0),
  -- Handed to payments once, and forgotten when the order has ended.
  payment_token text,
  status text not null constraint orders_status_known check (status in ('pending', 'confirmed', 'cancelled', 'needs_attention')),
  failure_code text,
  failure_detail text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint orders_have_an_owner check (user_id is not null or access_key_hash is not null)
) with (fillfactor = 85);
create index orders_of_user on orders.orders (user_id, id);
create index orders_by_status on orders.orders (status, id);

create table orders.sagas (
  order_id uuid not null references orders.orders (id),
  saga text not null constraint sagas_known check (saga in ('place-order', 'cancel-order')),
  phase text not null constraint sagas_phase_known check (phase in ('forward', 'undoing', 'done', 'undone', 'stuck')),
  -- {steps: {<step>: {phase, attempt, deadline?}}, failure?}
  state jsonb not null,
  -- When the saga looks for overdue answers next: the time of a message that is on its way to it.
  check_at timestamptz,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (order_id, saga)
) with (fillfactor = 70);
create index sagas_unfinished on orders.sagas (phase, order_id) where phase in ('forward', 'undoing', 'stuck');

create table orders.timeline (
  id bigint generated always as identity primary key,
  order_id uuid not null references orders.orders (id),
  at timestamptz not null,
  step text not null,
  outcome text not null
);
create index timeline_of_order on orders.timeline (order_id, id);

-- Who a user is, as identity last said so: a projection. Without a name where the user was erased.
create table orders.contacts (
  user_id uuid primary key,
  version bigint not null,
  email text,
  name text
);
