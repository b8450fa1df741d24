-- phase: expand
-- What was done to the records of an erased user ([{kind, count, action, reason?}], null until it is), and how often that was told.
alter table storefront.erased_users add column records jsonb;
alter table storefront.erased_users add column version integer not null default 0;
