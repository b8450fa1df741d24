-- phase: expand
create table identity.users (
  id uuid primary key,
  email text not null,
  name text not null,
  roles text[] not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint users_email_unique unique (email),
  constraint users_email_normalised check (email = lower(btrim(email)) and char_length(email) between 3 and 254),
  constraint users_name_present check (char_length(name) between 1 and 200),
  constraint users_roles_known check (roles <@ array['customer', 'staff', 'admin'] and 'customer' = any (roles)),
  constraint users_version_positive check (version > 0)
);
create index users_roles on identity.users using gin (roles);

-- Apart from the users, so that no query for a screen can show a hash.
create table identity.credentials (
  user_id uuid primary key,
  password_hash text not null,
  changed_at timestamptz not null,
  constraint credentials_user_id_fkey foreign key (user_id) references identity.users (id) on delete cascade,
  constraint credentials_password_hash_argon2id check (password_hash like '$argon2id$%')
);
