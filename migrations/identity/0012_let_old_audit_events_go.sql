-- phase: expand
-- lint: allow drop-in-expand because the trigger is replaced at once by two that refuse as much, but for what is old
-- Audit events are removed when the configured retention is over, and never before ninety days have passed, whatever is configured.
create function identity.refuse_to_forget() returns trigger language plpgsql as $$
begin
  if old.at > now() - interval '90 days' then
    raise exception 'audit events of the last ninety days are never changed or removed' using errcode = 'insufficient_privilege';
  end if;
  return old;
end $$;
drop trigger audit_events_append_only on identity.audit_events;
create trigger audit_events_append_only before update or truncate on identity.audit_events
  for each statement execute function identity.refuse_to_rewrite();
create trigger audit_events_kept before delete on identity.audit_events
  for each row execute function identity.refuse_to_forget();
