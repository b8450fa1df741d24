-- phase: expand
-- The journal: of each kind of fact about each subject the newest, as it was told. All that is shown is made from it.
create table storefront.facts (
  kind text not null constraint facts_kind_known check (
    kind in (
      'profile', 'order_placed', 'order_confirmed', 'order_cancelled', 'order_stuck', 'shipment', 'refund', 'product', 'stock'
    )
  ),
  -- A user, an order, a product or a SKU.
  subject text not null,
  sequence integer not null,
  -- Whose fact it is; absent for what is nobody's.
  user_id uuid,
  at timestamptz not null,
  body jsonb not null,
  primary key (kind, subject),
  constraint facts_have_an_owner check ((user_id is null) = (kind in ('product', 'stock')))
);
create index facts_user_id on storefront.facts (user_id) where user_id is not null;

-- Users whose facts are gone, and must not come back with a message that arrives late.
create table storefront.erased_users (
  user_id uuid primary key,
  erased_at timestamptz not null
);

-- One row, which says which generation of the tables below is shown and which one is being built. Whoever writes
-- to them holds it shared; who changes it, or erases a user, holds it alone.
create table storefront.generations (
  single boolean primary key default true,
  live integer not null,
  building integer,
  constraint generations_are_one_row check (single),
  constraint generations_building_is_newer check (building > live)
);
insert into storefront.generations (live) values (1);

-- How far the generation that is being built has come through the journal.
create table storefront.rebuilds (
  generation integer primary key,
  total bigint not null,
  done bigint not null default 0,
  after_kind text not null default '',
  after_subject text not null default '',
  updated_at timestamptz not null
);

create table storefront.profiles (
  user_id uuid not null,
  generation integer not null,
  sequence integer not null,
  -- Personal data, gone when the user is erased.
  name text not null,
  primary key (user_id, generation)
);

create table storefront.orders (
  order_id uuid not null,
  generation integer not null,
  user_id uuid not null,
  sequence integer not null,
  status text not null constraint orders_status_known check (status in ('pending', 'confirmed', 'cancelled', 'needs_attention')),
  placed_at timestamptz not null,
  -- Absent while only facts without them have come.
  number text,
  currency text,
  total_minor bigint,
  lines jsonb,
  primary key (order_id, generation),
  constraint orders_described_as_a_whole check (num_nulls(number, currency, total_minor, lines) in (0, 4))
);
create index orders_user_id on storefront.orders (user_id, generation, order_id);

create table storefront.shipments (
  order_id uuid not null,
  generation integer not null,
  user_id uuid not null,
  sequence integer not null,
  status text not null constraint shipments_status_known check (status in ('created', 'dispatched', 'delivered', 'cancelled')),
  carrier text,
  tracking_number text,
  primary key (order_id, generation),
  constraint shipments_booked_as_a_whole check ((carrier is null) = (tracking_number is null))
);
create index shipments_user_id on storefront.shipments (user_id);
create index shipments_under_way on storefront.shipments (user_id, generation, order_id) where status in ('created', 'dispatched');

create table storefront.refunds (
  order_id uuid not null,
  generation integer not null,
  user_id uuid not null,
  sequence integer not null,
  refunded_minor bigint not null constraint refunds_of_something check (refunded_minor > 0),
  primary key (order_id, generation)
);
create index refunds_user_id on storefront.refunds (user_id);

create table storefront.products (
  product_id uuid not null,
  generation integer not null,
  sequence integer not null,
  slug text,
  primary key (product_id, generation)
);

-- On sale while its sequence is that of its product: a newer state of the product leaves behind what it no longer has.
create table storefront.variants (
  product_id uuid not null,
  sku text not null,
  generation integer not null,
  sequence integer not null,
  title text not null,
  price_minor bigint not null,
  currency text not null,
  primary key (product_id, sku, generation)
);
create index variants_sku on storefront.variants (sku, generation);

create table storefront.stock (
  sku text not null,
  generation integer not null,
  sequence integer not null,
  available bigint not null,
  primary key (sku, generation)
);
