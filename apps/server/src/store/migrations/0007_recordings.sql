alter table organisation add column recording_days integer not null default 30
  check (recording_days between 1 and 3650);
grant update (recording_days) on organisation to belfry_tenant;

-- What is known of a recording; its sound is a sealed file of its own. A call has one at most, and its row in "call" is
-- written later than this one.
create table call_recording (
  organisation_id uuid not null references organisation on delete cascade,
  call_id text not null,
  id uuid not null,
  queue_id uuid,
  started_at bigint not null,
  ended_at bigint,
  duration bigint,
  octets bigint,
  primary key (organisation_id, call_id)
);
create index call_recording_started on call_recording (organisation_id, started_at);

-- Who listened. It outlives the recording, and tells the name of that time.
create table recording_listening (
  organisation_id uuid not null references organisation on delete cascade,
  id bigint generated always as identity,
  call_id text not null,
  person_id uuid not null,
  person_name text not null,
  at bigint not null,
  last_at bigint not null,
  download boolean not null,
  primary key (organisation_id, id)
);
create index recording_listening_call on recording_listening (organisation_id, call_id, at);

do $$
declare
  name text;
begin
  foreach name in array array['call_recording', 'recording_listening']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()))', name);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;
