-- phase: expand
-- From this key and a refresh token its successor is derived, so that a lost reply can be given again.
alter table identity.sessions add column successor_key text;
