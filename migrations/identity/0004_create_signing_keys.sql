-- phase: expand
create table identity.signing_keys (
  kid text primary key,
  state text not null,
  public_jwk jsonb not null,
  private_jwk jsonb,
  created_at timestamptz not null,
  activated_at timestamptz,
  retired_at timestamptz,
  constraint signing_keys_state_known check (state in ('next', 'active', 'retiring')),
  -- A key that signs no more keeps no private half: it has nothing left to lose.
  constraint signing_keys_private_while_signing check ((private_jwk is null) = (state = 'retiring')),
  constraint signing_keys_activated check ((activated_at is null) = (state = 'next')),
  constraint signing_keys_retired check ((retired_at is null) = (state <> 'retiring'))
);
-- Processes that make or rotate keys at the same time agree here: one key signs, one waits.
create unique index signing_keys_one_next_and_active on identity.signing_keys (state) where state <> 'retiring';
