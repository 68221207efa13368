-- A campaign without a queue is being removed: nobody sees it any more, and its contacts go bit by bit.
alter table campaign alter column queue_id drop not null;
drop index campaign_name;
create unique index campaign_name on campaign (organisation_id, lower(name)) where queue_id is not null;

-- Names one giving of a contact to the dialler, and with it the call that comes of it: no two calls have the same name.
alter table contact add column take_id uuid;
