-- phase: expand
-- The keys that payment tokens are sealed to: the newest is told to everybody, the others open what is under way. The private
-- halves are sealed under PAYMENTS_KEY_ENCRYPTION_KEYS.
create table payments.token_keys (
  id uuid primary key,
  version integer not null,
  public_jwk jsonb not null,
  sealed_private_jwk text not null,
  created_at timestamptz not null,
  retired_at timestamptz,
  constraint token_keys_version_unique unique (version)
);
comment on column payments.payments.token is 'Sealed to one of payments.token_keys; in the clear only where it was asked for before there were any.';
