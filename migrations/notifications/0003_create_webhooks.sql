-- phase: expand
-- Where others want to be told what happens in the shop.
create table notifications.webhook_endpoints (
  id uuid primary key,
  version integer not null,
  url text not null,
  description text not null,
  -- Public event types; '*' is every one.
  event_types text[] not null constraint webhook_endpoints_event_types_some check (cardinality(event_types) > 0),
  -- Sealed, newest first; one with an end signs until then.
  secrets jsonb not null constraint webhook_endpoints_secrets_few check (jsonb_array_length(secrets) between 1 and 5),
  enabled boolean not null,
  disabled_because text constraint webhook_endpoints_reason_known check (disabled_because in ('requested', 'failing', 'gone')),
  times_disabled integer not null,
  -- Attempts that failed since the last one that did not.
  failures integer not null,
  failing_since timestamptz,
  -- Nothing is sent before: an endpoint that keeps failing is asked now and then only.
  resume_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Gone for everybody; its deliveries are removed bit by bit, and then the row.
  deleted_at timestamptz,
  constraint webhook_endpoints_disabled_for_a_reason check (enabled = (disabled_because is null)),
  constraint webhook_endpoints_failing_since_a_time check ((failures > 0) = (failing_since is not null))
);

-- What was told, exactly as it is sent: no personal data.
create table notifications.webhook_events (
  id uuid primary key,
  type text not null,
  body text not null,
  recorded_at timestamptz not null
);
create index webhook_events_recorded_at on notifications.webhook_events (recorded_at);

-- One event for one endpoint.
create table notifications.webhook_deliveries (
  id uuid primary key,
  endpoint_id uuid not null
    constraint webhook_deliveries_endpoint_id_fkey references notifications.webhook_endpoints (id),
  event_id uuid not null
    constraint webhook_deliveries_event_id_fkey references notifications.webhook_events (id),
  event_type text not null,
  status text not null
    constraint webhook_deliveries_status_known check (status in ('pending', 'delivered', 'failed', 'missed')),
  -- Counts what was begun, and fences its end: an attempt whose claim lapsed changes nothing any more.
  attempts integer not null,
  tries_left integer not null,
  due_at timestamptz not null,
  claimed_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint webhook_deliveries_endpoint_event_key unique (endpoint_id, event_id),
  constraint webhook_deliveries_ended_at_a_time check ((status = 'pending') = (ended_at is null)),
  constraint webhook_deliveries_claimed_while_pending check (claimed_until is null or status = 'pending')
);
create index webhook_deliveries_due on notifications.webhook_deliveries (endpoint_id, due_at) where status = 'pending';
create index webhook_deliveries_endpoint_id on notifications.webhook_deliveries (endpoint_id, id);
create index webhook_deliveries_status on notifications.webhook_deliveries (status, id);
create index webhook_deliveries_endpoint_status on notifications.webhook_deliveries (endpoint_id, status, id);
create index webhook_deliveries_endpoint_type on notifications.webhook_deliveries (endpoint_id, event_type, id);
create index webhook_deliveries_event_id on notifications.webhook_deliveries (event_id);
create index webhook_deliveries_created_at on notifications.webhook_deliveries (created_at);

-- What came of each attempt. One whose process died has no row.
create table notifications.webhook_attempts (
  delivery_id uuid not null
    constraint webhook_attempts_delivery_id_fkey references notifications.webhook_deliveries (id) on delete cascade,
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  outcome text not null,
  -- Absent where nobody answered.
  status integer,
  primary key (delivery_id, number)
);
