-- phase: expand
-- Every security-relevant act, by ids alone: who a person was, an audit event does not say.
create table identity.audit_events (
  id uuid primary key,
  at timestamptz not null,
  act text not null,
  actor_kind text not null,
  actor_id uuid,
  subject_kind text,
  subject_id text,
  correlation_id text not null,
  constraint audit_events_actor_known check (actor_kind in ('user', 'client', 'operator', 'system', 'nobody')),
  constraint audit_events_actor_named check ((actor_id is not null) = (actor_kind in ('user', 'client'))),
  constraint audit_events_subject_known check (subject_kind in ('user', 'session', 'client', 'signing_key')),
  constraint audit_events_subject_named check ((subject_id is null) = (subject_kind is null))
);
create index audit_events_act on identity.audit_events (act, id);
create index audit_events_actor_id on identity.audit_events (actor_id, id);
create index audit_events_subject_id on identity.audit_events (subject_id, id);

create function identity.refuse_to_rewrite() returns trigger language plpgsql as $$
begin
  raise exception 'audit events are added and never changed or removed' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_events_append_only before update or delete or truncate on identity.audit_events
  for each statement execute function identity.refuse_to_rewrite();
