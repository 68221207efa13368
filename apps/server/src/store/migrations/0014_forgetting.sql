-- What visitors disclosed, sealed with a key per visit that is kept in a file outside the database. From "forget_at" on
-- nobody reads it. "why": erasing has begun before its time; whoever finds it so ends that.
create table visit_attributes (
  organisation_id uuid not null references organisation on delete cascade,
  visit_id uuid not null,
  learned_at bigint not null,
  forget_at bigint not null check (forget_at between learned_at and learned_at + 3600000),
  tags text[] not null,
  sealed text not null,
  why text,
  primary key (organisation_id, visit_id)
);
create index visit_attributes_forget_at on visit_attributes (forget_at);

-- Proof of what was erased; "kinds" says what kinds of data, and nothing of whom.
create table erasure_receipt (
  organisation_id uuid not null references organisation on delete cascade,
  number bigint not null,
  id uuid not null,
  kinds jsonb not null,
  learned_at bigint not null,
  due_at bigint not null,
  erased_at bigint not null,
  why text not null,
  previous text not null,
  hash text not null,
  primary key (organisation_id, number)
);

-- Who saw what visitors disclosed; not what it was.
create table identity_reading (
  organisation_id uuid not null references organisation on delete cascade,
  id bigint generated always as identity,
  call_id text not null,
  person_id uuid not null,
  person_name text not null,
  at bigint not null,
  last_at bigint not null,
  primary key (organisation_id, id)
);
create index identity_reading_call on identity_reading (organisation_id, call_id, id);
create index identity_reading_at on identity_reading (organisation_id, at);

-- When it became known who calls, and when the caller's number and name were erased.
alter table call add column verified_at bigint;
alter table call add column caller_erased_at bigint;
create index call_caller_kept on call (organisation_id, started_at) where caller_erased_at is null;

do $$
declare
  name text;
begin
  foreach name in array array['visit_attributes', 'erasure_receipt', 'identity_reading']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()))', name);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;
-- A receipt is written once.
revoke update, delete on erasure_receipt from belfry_tenant, belfry_operator;
