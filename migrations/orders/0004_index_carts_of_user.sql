-- phase: expand
create index concurrently if not exists carts_user_id on orders.carts (user_id) where user_id is not null;
