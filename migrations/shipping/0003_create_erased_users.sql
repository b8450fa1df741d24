-- phase: expand
-- Users whose personal data is gone; a shipment of theirs loses its destination when it is finished.
create table shipping.erased_users (
  user_id uuid primary key,
  erased_at timestamptz not null
);
