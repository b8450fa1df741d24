-- phase: expand
-- Webhooks that were taken in, so that a repetition changes nothing. `heard` is false for a type that nobody here reads.
create table payments.webhooks (
  provider text not null,
  id text not null,
  type text not null,
  heard boolean not null,
  received_at timestamptz not null,
  primary key (provider, id),
  constraint webhooks_id_short check (char_length(id) <= 200)
);
create index webhooks_received_at on payments.webhooks (received_at);
