-- phase: expand
-- The one payment of an order. A row without money (currency XXX) is a tombstone: undone before it was asked for.
create table payments.payments (
  id uuid primary key,
  order_id uuid not null,
  user_id uuid,
  currency text not null,
  amount_minor bigint not null,
  status text not null,
  stopped boolean not null,
  token text,
  charge text,
  failure_code text,
  failure_detail text,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  refunding_minor bigint not null default 0,
  version integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint payments_order_id_unique unique (order_id),
  constraint payments_charge_unique unique (charge),
  constraint payments_currency_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint payments_status_known
    check (status in ('pending', 'authorized', 'declined', 'capturing', 'captured', 'capture_failed', 'voided')),
  constraint payments_amount_not_negative check (amount_minor >= 0),
  constraint payments_captured_at_most_authorized check (captured_minor between 0 and amount_minor),
  constraint payments_captured_only_when_captured check (captured_minor = 0 or status = 'captured'),
  constraint payments_refunds_not_negative check (refunded_minor >= 0 and refunding_minor >= 0),
  constraint payments_refunded_at_most_captured check (refunded_minor + refunding_minor <= captured_minor),
  constraint payments_token_only_until_answered check ((status = 'pending') = (token is not null)),
  constraint payments_charge_once_authorized
    check (status in ('pending', 'declined', 'voided') or charge is not null),
  constraint payments_failure_explained
    check ((status in ('declined', 'capture_failed')) = (failure_code is not null and failure_detail is not null))
);
create index payments_user_id_id on payments.payments (user_id, id);
