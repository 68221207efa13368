-- A call code with which an agent names an instant at which the person wants to be called again.
alter table call_code add column call_back boolean not null default false;

-- Automatic calls: what a campaign is set to.
create table campaign (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  queue_id uuid not null,
  running boolean not null default false,
  settings jsonb not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, queue_id) references queue
);
create unique index campaign_name on campaign (organisation_id, lower(name));

-- Whom it calls. "due" waits for its instant, "taken" is with the dialler, "finished" is called no more.
create table contact (
  organisation_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  -- The order in which contacts came.
  position bigint generated always as identity,
  number text not null,
  name text,
  reference text,
  time_zone text,
  card_link text,
  upload_id uuid,
  state text not null default 'due' check (state in ('due', 'taken', 'finished')),
  due_at bigint not null,
  -- Who shall call again, when somebody promised to.
  agent_id uuid,
  -- Of the last attempt.
  outcome text,
  -- How often there was each outcome.
  attempts jsonb not null default '{}',
  changed_at bigint not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, campaign_id) references campaign on delete cascade
);
-- One number once in a campaign; the do-not-call list finds all contacts of a number.
create unique index contact_number on contact (organisation_id, number, campaign_id);
-- What the dialler asks for: the next that are due. It holds no contact that is finished.
create index contact_due on contact (organisation_id, campaign_id, due_at, position) where state = 'due';
create index contact_taken on contact (organisation_id) where state = 'taken';
-- What pages ask for: a list in its order, and how many there are of each outcome.
create index contact_order on contact (organisation_id, campaign_id, position);
create index contact_outcome on contact (organisation_id, campaign_id, state, outcome, position);
create index contact_finished on contact (organisation_id, changed_at) where state = 'finished';

create table contact_attempt (
  organisation_id uuid not null,
  id bigint generated always as identity,
  contact_id uuid not null,
  call_id text,
  at bigint not null,
  outcome text not null,
  agent_id uuid,
  primary key (organisation_id, id),
  foreign key (organisation_id, contact_id) references contact on delete cascade
);
create index contact_attempt_contact on contact_attempt (organisation_id, contact_id, at);
create index contact_attempt_at on contact_attempt (organisation_id, at);

-- Whom no campaign of the organisation calls.
create table do_not_call (
  organisation_id uuid not null references organisation on delete cascade,
  number text not null,
  reason text not null default '',
  added_at bigint not null,
  primary key (organisation_id, number)
);

do $$
declare
  name text;
begin
  foreach name in array array['campaign', 'contact', 'contact_attempt', 'do_not_call']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()))', name);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;
