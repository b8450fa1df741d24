-- phase: expand
-- Access tokens that ended before they expired: those of a session, a user or a client, or a single one, named by `id`,
-- as far as they were issued for a version of it below this one. Every process reads what is new here every few seconds.
create table identity.revocations (
  id uuid primary key,
  below_version integer not null,
  recorded_at timestamptz not null,
  constraint revocations_below_version_positive check (below_version > 0)
);
create index revocations_recorded_at on identity.revocations (recorded_at);
