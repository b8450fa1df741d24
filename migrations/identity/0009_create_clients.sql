-- phase: expand
-- Programs: OAuth clients, and what signs in with an API key, secret or publishable.
create table identity.clients (
  id uuid primary key,
  kind text not null,
  name text not null,
  scopes text[] not null,
  version integer not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  constraint clients_kind_known check (kind in ('oauth', 'secret', 'publishable')),
  constraint clients_name_present check (char_length(name) between 1 and 100),
  constraint clients_scopes_of_programs check ((kind = 'publishable') = (cardinality(scopes) = 0)),
  constraint clients_version_positive check (version > 0)
);
create index clients_kind on identity.clients (kind, id);

-- Several at a time while one replaces another. 256 random bits each, so SHA-256 is enough.
create table identity.client_secrets (
  secret_hash text primary key,
  client_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  constraint client_secrets_client_id_fkey foreign key (client_id) references identity.clients (id) on delete cascade,
  constraint client_secrets_secret_hash_sha256 check (secret_hash ~ '^[A-Za-z0-9_-]{43}$')
);
create index client_secrets_client_id on identity.client_secrets (client_id);
