-- phase: expand
-- What people ask about their data: to erase it, or to see it.
create table identity.privacy_requests (
  id uuid primary key,
  kind text not null,
  user_id uuid not null,
  status text not null,
  -- Of an erasure: the secret by which its receipt is read, as SHA-256 in hex, and the version that the account had.
  access_key_hash text,
  user_version integer,
  -- Of an export: the key that modules encrypt to, and its private half, sealed.
  public_jwk jsonb,
  sealed_private_jwk text,
  expires_at timestamptz,
  created_at timestamptz not null,
  completed_at timestamptz,
  constraint privacy_requests_kind_known check (kind in ('erasure', 'export')),
  constraint privacy_requests_status_known check (status in ('pending', 'completed', 'needs_attention')),
  constraint privacy_requests_completed_at_a_time check ((status = 'completed') = (completed_at is not null)),
  constraint privacy_requests_of_erasures check (
    (kind = 'erasure') = (access_key_hash is not null) and (kind = 'erasure') = (user_version is not null)
  ),
  constraint privacy_requests_of_exports check (
    (kind = 'export') = (public_jwk is not null) and (kind = 'export') = (sealed_private_jwk is not null)
    and (kind = 'export') = (expires_at is not null)
  )
);
create index privacy_requests_user_id on identity.privacy_requests (user_id, id);
create unique index privacy_requests_one_erasure on identity.privacy_requests (user_id) where kind = 'erasure';
create unique index privacy_requests_one_export_under_way on identity.privacy_requests (user_id) where kind = 'export' and status <> 'completed';
create index privacy_requests_expires_at on identity.privacy_requests (expires_at) where kind = 'export';

create table identity.privacy_sagas (
  request_id uuid not null,
  saga text not null,
  phase text not null,
  -- {steps: {<module>: {phase, attempt, deadline?}}, failure?}
  state jsonb not null,
  -- When the saga looks for overdue answers next: the time of a message that is on its way to it.
  check_at timestamptz,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (request_id, saga),
  constraint privacy_sagas_request_id_fkey foreign key (request_id) references identity.privacy_requests (id) on delete cascade,
  constraint privacy_sagas_known check (saga in ('erase-user', 'export-user')),
  constraint privacy_sagas_phase_known check (phase in ('forward', 'undoing', 'done', 'undone', 'stuck'))
);
create index privacy_sagas_unfinished on identity.privacy_sagas (updated_at) where phase in ('forward', 'undoing', 'stuck');

create table identity.privacy_timeline (
  id bigint generated always as identity primary key,
  request_id uuid not null,
  at timestamptz not null,
  step text not null,
  outcome text not null,
  constraint privacy_timeline_request_id_fkey foreign key (request_id) references identity.privacy_requests (id) on delete cascade
);
create index privacy_timeline_request_id on identity.privacy_timeline (request_id, id);

-- The receipt of an erasure: what each module did. Counts, no personal data.
create table identity.erasure_reports (
  request_id uuid not null,
  module text not null,
  -- [{kind, count, action, reason?}]
  records jsonb not null,
  reported_at timestamptz not null,
  primary key (request_id, module),
  constraint erasure_reports_request_id_fkey foreign key (request_id) references identity.privacy_requests (id) on delete cascade
);

-- What an export consists of, as the modules encrypted it.
create table identity.export_parts (
  reading_id uuid not null,
  part integer not null,
  parts integer not null,
  request_id uuid not null,
  module text not null,
  collected_at timestamptz not null,
  -- Compact JWE.
  content text not null,
  primary key (reading_id, part),
  constraint export_parts_request_id_fkey foreign key (request_id) references identity.privacy_requests (id) on delete cascade,
  constraint export_parts_in_range check (part between 1 and parts)
);
create index export_parts_request_id on identity.export_parts (request_id, module);
