-- phase: expand
-- How much each caller has asked for in the current window. Unlogged: a crash forgets it, which costs nobody anything,
-- and counting needs no write-ahead log. Nearly every change leaves `expire` alone, so room in the page keeps it cheap.
create unlogged table gateway.rate_limits (
  key text primary key,
  points integer not null,
  expire bigint not null
) with (fillfactor = 50);
create index rate_limits_expire on gateway.rate_limits (expire);
