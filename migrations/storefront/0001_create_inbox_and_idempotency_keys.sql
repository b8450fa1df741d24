-- phase: expand
-- Which messages a subscription of this module has handled: the mark is written in the handler's own transaction.
create table storefront.inbox (
  subscription text not null,
  message_id uuid not null,
  handled_at timestamptz not null default now(),
  primary key (subscription, message_id)
);
create index inbox_handled_at on storefront.inbox (handled_at);

-- Answers already given, by caller and Idempotency-Key: written in the transaction that makes the change.
create table storefront.idempotency_keys (
  caller text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_created_at on storefront.idempotency_keys (created_at);
