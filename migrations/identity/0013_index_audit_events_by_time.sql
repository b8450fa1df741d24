-- phase: expand
create index concurrently if not exists audit_events_at on identity.audit_events (at);
