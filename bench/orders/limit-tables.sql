-- The tables in which an order leaves something, once more, with the checks and indexes of the real ones: what a single
-- transaction is to write by hand. Messages, inboxes, sagas and copies between modules are not among them: it needs none.
create schema bench_limit;
create sequence bench_limit.order_numbers start 100001;

create table bench_limit.orders (like orders.orders including all);
create table bench_limit.timeline (like orders.timeline including all);
create table bench_limit.idempotency_keys (like orders.idempotency_keys including all);
create table bench_limit.stock_items (like inventory.stock_items including all) with (fillfactor = 70);
create table bench_limit.stock_movements (like inventory.stock_movements including all);
create table bench_limit.reservations (like inventory.reservations including all);
create table bench_limit.reservation_lines (like inventory.reservation_lines including all);
create table bench_limit.payments (like payments.payments including all);
create table bench_limit.payment_entries (like payments.payment_entries including all);
create table bench_limit.shipments (like shipping.shipments including all);
create table bench_limit.notifications (like notifications.notifications including all);
create table bench_limit.order_contacts (like notifications.order_contacts including all);

alter table bench_limit.timeline add foreign key (order_id) references bench_limit.orders;
alter table bench_limit.stock_movements add foreign key (sku) references bench_limit.stock_items;
alter table bench_limit.reservation_lines add foreign key (order_id) references bench_limit.reservations;
alter table bench_limit.payment_entries add foreign key (payment_id) references bench_limit.payments;

insert into bench_limit.stock_items (sku, on_hand) select 'CROWD-' || kind, 1000000000 from generate_series(1, 1000) as kind;
