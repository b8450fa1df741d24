-- phase: expand
-- Our ledger: one row for each movement that the provider confirmed, never changed.
-- The key is the idempotency key it had at the provider, so that nothing is booked twice.
create table payments.payment_entries (
  key uuid primary key,
  payment_id uuid not null references payments.payments (id),
  kind text not null,
  currency text not null,
  amount_minor bigint not null,
  reference text not null,
  booked_at timestamptz not null,
  constraint payment_entries_kind_known check (kind in ('authorization', 'capture', 'void', 'refund')),
  constraint payment_entries_amount_not_negative check (amount_minor >= 0)
);
create unique index payment_entries_once_per_payment on payments.payment_entries (payment_id, kind) where kind <> 'refund';
create index payment_entries_payment_id on payments.payment_entries (payment_id);
