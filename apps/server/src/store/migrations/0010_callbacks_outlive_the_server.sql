-- When somebody is to be called back, and whether that is done: what is not goes on after a restart. Those from before
-- this migration ended with the process that knew them.
alter table callback add column due_at bigint not null default 0;
alter table callback alter column due_at drop default;
alter table callback add column settled_at bigint default 0;
alter table callback alter column settled_at drop default;
create index callback_open on callback (organisation_id, call_id) where settled_at is null;
