-- Legs and events are written by the hundred per second, each after its call; a check of each against the table of
-- calls costs more than writing it. They belong to their organisation, and go with it or by their own age.
alter table call_leg drop constraint call_leg_organisation_id_call_id_fkey;
alter table call_leg add foreign key (organisation_id) references organisation on delete cascade;
create index call_leg_at on call_leg (organisation_id, started_at);
alter table call_event drop constraint call_event_organisation_id_call_id_fkey;
alter table call_event add foreign key (organisation_id) references organisation on delete cascade;
create index call_event_at on call_event (organisation_id, at);
