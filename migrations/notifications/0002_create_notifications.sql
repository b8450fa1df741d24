-- phase: expand
create table notifications.notifications (
  id uuid primary key,
  template text not null constraint notifications_template_known check (
    template in ('welcome', 'order-confirmed', 'order-cancelled', 'shipment-dispatched', 'payment-refunded')
  ),
  -- The user, order, shipment or refund that the mail is sent for, once.
  occasion uuid not null,
  -- The order or user that it is about.
  about uuid not null,
  order_id uuid,
  -- Absent where a guest ordered.
  user_id uuid,
  -- The template again, and what it is filled with; no personal data.
  letter jsonb not null,
  -- Personal data: address and name.
  recipient jsonb,
  status text not null constraint notifications_status_known check (status in ('pending', 'sending', 'sent', 'failed')),
  failure text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint notifications_template_occasion_key unique (template, occasion),
  constraint notifications_sent_at_a_time check ((status = 'sent') = (sent_at is not null)),
  constraint notifications_failed_for_a_reason check ((status = 'failed') = (failure is not null))
);
create index notifications_user_id on notifications.notifications (user_id, id);
create index notifications_order_id on notifications.notifications (order_id, id);

-- Whom to write to about an order, for events that do not say.
create table notifications.order_contacts (
  order_id uuid primary key,
  user_id uuid,
  number text not null,
  -- Personal data, gone when the user is erased.
  email text,
  name text,
  constraint order_contacts_erased_as_a_whole check ((email is null) = (name is null))
);
create index order_contacts_user_id on notifications.order_contacts (user_id);

-- Users whose personal data is gone, and must not come back with a message that arrives late.
create table notifications.erased_users (
  user_id uuid primary key,
  erased_at timestamptz not null
);
