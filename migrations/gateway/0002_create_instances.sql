-- phase: expand
-- The processes that take requests for modules, as they wrote themselves down. Who has not been seen for half a minute
-- is gone; a process that comes back to its address takes over the row.
create table gateway.instances (
  id uuid primary key,
  process text not null,
  modules text[] not null,
  address text not null constraint instances_address_key unique,
  metadata jsonb not null,
  seen_at timestamptz not null,
  constraint instances_have_modules check (cardinality(modules) > 0)
);
