-- Who vouches for callers: wallets' servers and services to sign in at. The secret is sealed.
create table identity_provider (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  settings jsonb not null,
  secret text,
  primary key (organisation_id, id)
);
create unique index identity_provider_name on identity_provider (organisation_id, lower(name));

do $$
begin
  alter table identity_provider enable row level security;
  alter table identity_provider force row level security;
  create policy tenant on identity_provider to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()));
  create policy operator on identity_provider to belfry_operator using (true) with check (true);
  grant select, insert, update, delete on identity_provider to belfry_tenant, belfry_operator;
end $$;
