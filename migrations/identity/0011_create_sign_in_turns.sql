-- phase: expand
-- How often somebody failed to sign in to an account: from one network, and from all of them together (network '*').
-- Account and network are hashes, so that the table holds neither addresses nor names; what belongs to a user goes with them.
create table identity.sign_in_turns (
  account text not null,
  network text not null,
  user_id uuid,
  failures integer not null,
  failed_at timestamptz not null,
  delayed_until timestamptz not null,
  trusted_until timestamptz,
  primary key (account, network),
  constraint sign_in_turns_user_id_fkey foreign key (user_id) references identity.users (id) on delete cascade,
  constraint sign_in_turns_failures_counted check (failures >= 0)
);
create index sign_in_turns_user_id on identity.sign_in_turns (user_id);
create index sign_in_turns_failed_at on identity.sign_in_turns (failed_at);
