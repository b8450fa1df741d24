create schema shop;

create table shop.offers (
  sku text primary key,
  price_minor bigint not null,
  currency text not null
);

create table shop.orders (
  id uuid primary key,
  customer_email text not null,
  customer_name text not null,
  shipping_address jsonb not null,
  lines jsonb not null,
  currency text not null,
  total_minor bigint not null,
  status text not null check (status in ('pending', 'confirmed', 'cancelled')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 85);
create index orders_by_status on shop.orders (status, id);

create table shop.timeline (
  id bigint generated always as identity primary key,
  order_id uuid not null references shop.orders (id),
  at timestamptz not null default now(),
  step text not null,
  outcome text not null
);
create index timeline_of_order on shop.timeline (order_id, id);

create table shop.stock_items (
  sku text primary key,
  on_hand bigint not null default 0,
  held bigint not null default 0,
  reserved bigint not null default 0,
  constraint stock_items_not_oversold check (held >= 0 and reserved >= 0 and held + reserved <= on_hand)
) with (fillfactor = 70);

create table shop.stock_movements (
  id uuid primary key default uuidv7(),
  sku text not null references shop.stock_items (sku),
  kind text not null,
  held bigint not null,
  reserved bigint not null,
  order_id uuid not null,
  at timestamptz not null default now()
);
create index stock_movements_sku on shop.stock_movements (sku, id);

create table shop.reservations (
  order_id uuid primary key,
  lines jsonb not null,
  status text not null check (status in ('held', 'reserved', 'released')),
  expires_at timestamptz
) with (fillfactor = 70);

create table shop.payments (
  id uuid primary key default uuidv7(),
  order_id uuid not null unique,
  currency text not null,
  amount_minor bigint not null,
  status text not null check (status in ('authorized', 'captured')),
  charge text not null unique,
  captured_minor bigint not null default 0 check (captured_minor between 0 and amount_minor),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 85);

create table shop.shipments (
  id uuid primary key default uuidv7(),
  order_id uuid not null unique,
  status text not null,
  lines jsonb not null,
  destination jsonb not null,
  tracking_number text not null,
  created_at timestamptz not null default now()
);

create table shop.notifications (
  id uuid primary key default uuidv7(),
  template text not null,
  order_id uuid not null,
  recipient jsonb not null,
  status text not null,
  created_at timestamptz not null default now(),
  unique (template, order_id)
);
