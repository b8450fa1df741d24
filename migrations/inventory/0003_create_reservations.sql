-- phase: expand
create table inventory.reservations (
  order_id uuid primary key,
  state text not null,
  -- Facts told so far: the sequence of the latest event about the order.
  version integer not null,
  -- Of the hold; null where there never was one.
  expires_at timestamptz,
  -- What each command was answered, so that it is answered the same again.
  answers jsonb not null,
  constraint reservations_state_known check (state in ('held', 'reserved', 'shipped', 'released', 'expired', 'refused')),
  constraint reservations_hold_expires check (state not in ('held', 'reserved', 'shipped', 'expired') or expires_at is not null)
);
create index reservations_due on inventory.reservations (expires_at) where state = 'held';

-- What the order asked for, one row per SKU; never changed.
create table inventory.reservation_lines (
  order_id uuid not null constraint reservation_lines_order_id_fkey references inventory.reservations (order_id),
  sku text not null,
  quantity bigint not null constraint reservation_lines_quantity_positive check (quantity > 0),
  constraint reservation_lines_pkey primary key (order_id, sku)
);
