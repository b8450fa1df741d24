-- phase: expand
-- The key that payments wants tokens sealed to, as it last said: one row.
create table orders.payment_keys (
  only_one boolean primary key default true,
  version bigint not null,
  key_id uuid not null,
  public_jwk jsonb not null,
  constraint payment_keys_only_one check (only_one)
);
comment on column orders.orders.payment_token is 'Sealed to the key of payments; in the clear only in orders from before it was. Forgotten when the order is no longer pending.';
