-- phase: expand
-- Every placed order updates these rows in place: room in each page keeps the updates out of the index.
create table inventory.stock_items (
  sku text primary key,
  on_hand bigint not null default 0,
  held bigint not null default 0,
  reserved bigint not null default 0,
  -- Changes told so far: the sequence of the latest stock-level-changed.
  version integer not null default 0,
  constraint stock_items_held_not_negative check (held >= 0),
  constraint stock_items_reserved_not_negative check (reserved >= 0),
  constraint stock_items_not_oversold check (held + reserved <= on_hand)
) with (fillfactor = 70);

-- The ledger: summed up per SKU it gives stock_items. Written in the statement that changes stock_items.
create table inventory.stock_movements (
  id uuid primary key,
  sku text not null constraint stock_movements_sku_fkey references inventory.stock_items (sku),
  kind text not null,
  on_hand bigint not null,
  held bigint not null,
  reserved bigint not null,
  -- The order that caused the movement; for an adjustment, who made it and why.
  order_id uuid,
  actor text,
  reason text,
  at timestamptz not null,
  constraint stock_movements_kind_shape check (
    case kind
      when 'adjustment' then on_hand <> 0 and held = 0 and reserved = 0
      when 'hold' then on_hand = 0 and held > 0 and reserved = 0
      when 'reserve' then on_hand = 0 and held < 0 and reserved = -held
      when 'release' then on_hand = 0 and least(held, reserved) < 0 and greatest(held, reserved) = 0
      when 'expire' then on_hand = 0 and held < 0 and reserved = 0
      when 'ship' then on_hand < 0 and held = 0 and reserved = on_hand
      else false
    end
  ),
  constraint stock_movements_cause check (
    case kind
      when 'adjustment' then order_id is null and actor is not null and reason is not null
      else order_id is not null and actor is null and reason is null
    end
  )
);
create index stock_movements_sku on inventory.stock_movements (sku, id);
