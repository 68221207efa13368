-- A campaign without a queue is being removed: nobody sees it any more, and its contacts go bit by bit.
alter table campaign alter column queue_id drop not null;
drop index campaign_name;
create unique index campaign_name on campaign (organisation_id, lower(name)) where queue_id is not null;

-- Names one giving of a contact to the dialler, and with it the call that comes of it: no two calls have the same name.
alter table contact add column take_id uuid;

-- Files of contacts or of do-not-call numbers: what was read of one waits here until the file is known to be whole.
create table staged_file (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  purpose jsonb not null,
  whole boolean not null default false,
  primary key (organisation_id, id)
);
create table staged_part (
  organisation_id uuid not null,
  file_id uuid not null,
  part integer not null,
  rows jsonb not null,
  primary key (organisation_id, file_id, part),
  foreign key (organisation_id, file_id) references staged_file on delete cascade
);

do $$
declare
  name text;
begin
  foreach name in array array['staged_file', 'staged_part']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()))', name);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;

-- A call back that was promised while the dialler had the contact: it holds after that attempt.
alter table contact add column promised_at bigint;
alter table contact add column promised_by uuid;
