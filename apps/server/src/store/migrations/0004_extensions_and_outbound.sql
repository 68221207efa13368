-- The extensions that an organisation gives out. Who has which is in person.extension.
create table extension (
  organisation_id uuid not null references organisation on delete cascade,
  extension text not null,
  primary key (organisation_id, extension)
);
alter table extension enable row level security;
alter table extension force row level security;
create policy tenant on extension to belfry_tenant
  using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()));
create policy operator on extension to belfry_operator using (true) with check (true);
grant select, insert, update, delete on extension to belfry_tenant, belfry_operator;

-- Which outside numbers may be called; null: the rules that every organisation begins with.
alter table organisation add column outbound jsonb;
grant update (outbound) on organisation to belfry_tenant;
