-- phase: expand
-- Of the key with which a guest may look at the shipment of an order; read with the order's id, which is unique.
alter table shipping.shipments add column access_key_hash text;
