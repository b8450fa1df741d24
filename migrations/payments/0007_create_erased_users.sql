-- phase: expand
-- Users whose personal data is gone. Amounts stay: the books need them.
create table payments.erased_users (
  user_id uuid primary key,
  erased_at timestamptz not null,
  -- What was done: [{kind, count, action, reason?}]. Null until it is.
  records jsonb,
  -- How often that was told.
  version integer not null default 0
);
