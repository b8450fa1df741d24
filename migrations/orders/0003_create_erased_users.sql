-- phase: expand
-- Users whose personal data is gone, and must not come back with an order or a message that arrives late.
create table orders.erased_users (
  user_id uuid primary key,
  erased_at timestamptz not null,
  -- What was done: [{kind, count, action, reason?}]. Null until it is.
  records jsonb,
  -- How often that was told.
  version integer not null default 0
);
