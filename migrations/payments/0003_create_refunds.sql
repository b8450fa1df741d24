-- phase: expand
-- Amounts given back. A pending one is counted in payments.refunding_minor; its id is its key at the provider.
create table payments.refunds (
  id uuid primary key,
  payment_id uuid not null references payments.payments (id),
  currency text not null,
  amount_minor bigint not null,
  reason text not null,
  status text not null,
  reference text,
  failure_code text,
  failure_detail text,
  requested_at timestamptz not null,
  settled_at timestamptz,
  constraint refunds_amount_positive check (amount_minor > 0),
  constraint refunds_status_known check (status in ('pending', 'succeeded', 'failed')),
  constraint refunds_reference_when_succeeded check ((status = 'succeeded') = (reference is not null)),
  constraint refunds_failure_explained check ((status = 'failed') = (failure_code is not null and failure_detail is not null)),
  constraint refunds_settled_once_answered check ((status = 'pending') = (settled_at is null))
);
create index refunds_payment_id_id on payments.refunds (payment_id, id);
