-- phase: expand
create table bench.inbox (
  subscription text not null,
  message_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (subscription, message_id)
);
create index inbox_handled_at on bench.inbox (handled_at);

-- What handlers do to the world. A message that had its effect twice is to be seen, so `number` is not unique.
create table bench.rows (
  id bigint generated always as identity primary key,
  number integer not null,
  written_at timestamptz not null default clock_timestamp()
);
