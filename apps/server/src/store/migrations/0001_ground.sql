-- Two roles without a login. The server's own user steps into one of them for each transaction.
-- Roles belong to the whole cluster, so another database may have made them already.
do $$ begin
  if not exists (select from pg_roles where rolname = 'belfry_tenant') then
    create role belfry_tenant nologin nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'belfry_operator') then
    create role belfry_operator nologin nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant belfry_tenant, belfry_operator to %I', current_user);
exception when invalid_grant_operation then null; -- A superuser that is one of them already.
end $$;

-- The organisation of the running transaction; null outside one, and then nothing is visible.
create function belfry_organisation() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.organisation', true), '')::uuid;

create table organisation (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  country text not null,
  language text not null,
  time_zone text not null,
  demo boolean not null default false,
  retention_days integer not null default 90 check (retention_days between 1 and 3650),
  version bigint not null default 1,
  created_at bigint not null
);

create table person (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  login text not null,
  password_hash text not null,
  roles text[] not null,
  extension text,
  locale text,
  skills jsonb not null default '[]',
  active boolean not null default true,
  primary key (organisation_id, id)
);
create unique index person_login on person (organisation_id, lower(login));
create unique index person_extension on person (organisation_id, extension);

create table session (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  token_hash text not null,
  person_id uuid not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  user_agent text not null,
  address text not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, person_id) references person on delete cascade
);
create unique index session_token on session (token_hash);
create index session_person on session (organisation_id, person_id);

create table pause (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  primary key (organisation_id, id)
);
create unique index pause_name on pause (organisation_id, lower(name));

create table call_code (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  note_required boolean not null default false,
  primary key (organisation_id, id)
);
create unique index call_code_name on call_code (organisation_id, lower(name));

create table queue (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  settings jsonb not null,
  primary key (organisation_id, id)
);
create unique index queue_name on queue (organisation_id, lower(name));

create table queue_member (
  organisation_id uuid not null,
  queue_id uuid not null,
  person_id uuid not null,
  position integer not null,
  primary key (organisation_id, queue_id, person_id),
  foreign key (organisation_id, queue_id) references queue on delete cascade,
  foreign key (organisation_id, person_id) references person on delete cascade
);

create table queue_call_code (
  organisation_id uuid not null,
  queue_id uuid not null,
  call_code_id uuid not null,
  position integer not null,
  primary key (organisation_id, queue_id, call_code_id),
  foreign key (organisation_id, queue_id) references queue on delete cascade,
  foreign key (organisation_id, call_code_id) references call_code
);

create table inbound_number (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  number text not null,
  label text not null,
  destination jsonb not null,
  primary key (organisation_id, id)
);
-- A number reaches one organisation in the whole platform.
create unique index inbound_number_number on inbound_number (number);

create table trunk (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  addresses text[] not null,
  digest_user text,
  digest_secret text,
  outbound jsonb,
  outbound_secret text,
  primary key (organisation_id, id)
);
create unique index trunk_name on trunk (organisation_id, lower(name));
-- The edge finds a trunk by its digest user alone.
create unique index trunk_digest_user on trunk (digest_user);

create table call (
  organisation_id uuid not null references organisation on delete cascade,
  id text not null,
  direction text not null,
  caller text,
  dialled text,
  queue_id uuid,
  queue_name text,
  agent_id uuid,
  agent_name text,
  started_at bigint not null,
  answered_at bigint,
  ended_at bigint,
  waited bigint not null default 0,
  talked bigint not null default 0,
  outcome text,
  call_code text,
  note text not null default '',
  primary key (organisation_id, id)
);
create index call_started on call (organisation_id, started_at desc, id desc);
create index call_agent on call (organisation_id, agent_id, started_at desc);

create table call_leg (
  organisation_id uuid not null,
  call_id text not null,
  leg text not null,
  role text not null,
  party text not null,
  person_id uuid,
  started_at bigint not null,
  answered_at bigint,
  ended_at bigint,
  cause text,
  primary key (organisation_id, call_id, leg),
  foreign key (organisation_id, call_id) references call on delete cascade
);
create index call_leg_person on call_leg (organisation_id, person_id);

create table call_event (
  organisation_id uuid not null,
  id bigint generated always as identity,
  call_id text not null,
  at bigint not null,
  what text not null,
  detail jsonb not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, call_id) references call on delete cascade
);
create index call_event_call on call_event (organisation_id, call_id, id);

create table call_quality (
  organisation_id uuid not null references organisation on delete cascade,
  id bigint generated always as identity,
  call_id text not null,
  person_id uuid not null,
  at bigint not null,
  sample jsonb not null,
  primary key (organisation_id, id)
);
create index call_quality_call on call_quality (organisation_id, call_id, id);
create index call_quality_at on call_quality (organisation_id, at);

create table agent_state (
  organisation_id uuid not null references organisation on delete cascade,
  id bigint generated always as identity,
  person_id uuid not null,
  at bigint not null,
  state text not null,
  reason text,
  primary key (organisation_id, id)
);
create index agent_state_person on agent_state (organisation_id, person_id, id);
create index agent_state_at on agent_state (organisation_id, at);

create table callback (
  organisation_id uuid not null references organisation on delete cascade,
  id bigint generated always as identity,
  queue_id uuid not null,
  number text not null,
  requested_at bigint not null,
  call_id text not null,
  primary key (organisation_id, id)
);
create index callback_at on callback (organisation_id, requested_at);

-- Row-level security, forced so that not even the owner of a table is excused.
do $$
declare
  name text;
  own text;
begin
  foreach name in array array['organisation', 'person', 'session', 'pause', 'call_code', 'queue', 'queue_member',
    'queue_call_code', 'inbound_number', 'trunk', 'call', 'call_leg', 'call_event', 'call_quality', 'agent_state',
    'callback']
  loop
    own := case name when 'organisation' then 'id' else 'organisation_id' end;
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (%I = (select belfry_organisation())) with check (%I = (select belfry_organisation()))', name, own, own);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;
-- An organisation neither makes nor removes organisations, nor renames its own address.
revoke insert, delete, update on organisation from belfry_tenant;
grant update (name, country, language, time_zone, retention_days, version) on organisation to belfry_tenant;
