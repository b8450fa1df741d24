-- phase: expand
create table shipping.shipments (
  id uuid primary key,
  order_id uuid not null constraint shipments_order_id_key unique,
  -- Absent where a guest ordered.
  user_id uuid,
  status text not null constraint shipments_status_known check (
    status in ('requested', 'created', 'refused', 'cancelling', 'cancelled', 'called_off', 'dispatched', 'in_transit', 'delivered')
  ),
  -- How many events were said about the shipment: the sequence of the last one.
  version integer not null default 0 constraint shipments_version_not_negative check (version >= 0),
  lines jsonb not null,
  -- Personal data: recipient and address.
  destination jsonb,
  carrier text,
  tracking_number text,
  refusal_code text,
  refusal_detail text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint shipments_booked_where_promised check (
    status not in ('created', 'dispatched', 'in_transit', 'delivered') or (carrier is not null and tracking_number is not null)
  ),
  constraint shipments_refused_with_reason check (status <> 'refused' or (refusal_code is not null and refusal_detail is not null)),
  constraint shipments_destination_while_needed check (
    destination is not null or status in ('refused', 'cancelled', 'called_off', 'delivered')
  )
);
create index shipments_user_id on shipping.shipments (user_id, id);

create table shipping.tracking_events (
  shipment_id uuid not null constraint tracking_events_shipment_id_fkey references shipping.shipments (id),
  position integer not null constraint tracking_events_position_positive check (position > 0),
  at timestamptz not null,
  status text not null constraint tracking_events_status_known check (status in ('dispatched', 'in_transit', 'delivered')),
  description text,
  constraint tracking_events_pkey primary key (shipment_id, position)
);
