-- Keys by which an organisation's own programs ask; the key itself is known only by its hash.
create table api_key (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  name text not null,
  scopes text[] not null,
  key_hash text not null,
  created_at bigint not null,
  last_used_at bigint,
  primary key (organisation_id, id)
);
create unique index api_key_name on api_key (organisation_id, lower(name));
create unique index api_key_hash on api_key (key_hash);

-- An organisation's own sign-in service (OpenID Connect); its secret is sealed.
create table sign_in_service (
  organisation_id uuid primary key references organisation on delete cascade,
  name text not null,
  issuer text not null,
  client_id text not null,
  client_secret text not null,
  person_claim text not null,
  group_claim text,
  group_roles jsonb not null
);

do $$
declare name text;
begin
  foreach name in array array['api_key', 'sign_in_service']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()))', name);
    execute format('create policy operator on %I to belfry_operator using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to belfry_tenant, belfry_operator', name);
  end loop;
end $$;
