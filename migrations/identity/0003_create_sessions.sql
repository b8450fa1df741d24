-- phase: expand
-- What a sign-in opens: a family of refresh tokens, of which the newest alone is good.
create table identity.sessions (
  id uuid primary key,
  user_id uuid not null,
  started_at timestamptz not null,
  idle_until timestamptz not null,
  ends_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  constraint sessions_user_id_fkey foreign key (user_id) references identity.users (id) on delete cascade,
  constraint sessions_idle_before_end check (started_at < idle_until and idle_until <= ends_at),
  constraint sessions_revoked_because_known check (revoked_because in ('token_reused', 'password_changed', 'signed_out')),
  constraint sessions_revocation_explained check ((revoked_at is null) = (revoked_because is null))
);
create index sessions_user_id on identity.sessions (user_id);
create index sessions_idle_until on identity.sessions (idle_until);

create table identity.refresh_tokens (
  token_hash text primary key,
  session_id uuid not null,
  issued_at timestamptz not null,
  rotated_at timestamptz,
  constraint refresh_tokens_session_id_fkey foreign key (session_id) references identity.sessions (id) on delete cascade,
  constraint refresh_tokens_token_hash_sha256 check (token_hash ~ '^[A-Za-z0-9_-]{43}$')
);
create index refresh_tokens_session_id on identity.refresh_tokens (session_id);
create unique index refresh_tokens_one_current on identity.refresh_tokens (session_id) where rotated_at is null;
