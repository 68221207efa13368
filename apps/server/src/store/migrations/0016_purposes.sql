-- Who pays for a call to a number; null: not said.
alter table inbound_number add column payer text check (payer in ('organisation', 'caller'));

-- Calls with a verified identity: what holds for all purposes of an organisation; null: nothing was set yet.
alter table organisation add column verified_calling jsonb;
grant update (verified_calling) on organisation to belfry_tenant;

-- What visitors of websites may call for.
create table purpose (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  number_id uuid not null,
  settings jsonb not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, number_id) references inbound_number
);
create unique index purpose_name on purpose (organisation_id, name);

do $$
begin
  alter table purpose enable row level security;
  alter table purpose force row level security;
  create policy tenant on purpose to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()));
  create policy operator on purpose to belfry_operator using (true) with check (true);
  grant select, insert, update, delete on purpose to belfry_tenant, belfry_operator;
end $$;
