-- phase: expand
-- Amounts that a customer's bank has taken back, or wants to. The id is made of the provider's name for the dispute.
create table payments.disputes (
  id uuid primary key,
  payment_id uuid not null references payments.payments (id),
  reference text not null,
  currency text not null,
  amount_minor bigint not null,
  reason text not null,
  status text not null,
  opened_at timestamptz not null,
  decided_at timestamptz,
  constraint disputes_reference_unique unique (reference),
  constraint disputes_amount_not_negative check (amount_minor >= 0),
  constraint disputes_status_known check (status in ('open', 'won', 'lost')),
  constraint disputes_decided_once_over check ((status = 'open') = (decided_at is null))
);
create index disputes_payment_id on payments.disputes (payment_id);
