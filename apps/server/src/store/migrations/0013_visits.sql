-- Visits: somebody on a website proves who they are, and then calls. What they disclose is not in here; a code is here
-- only as a keyed hash, the tokens of browsers only as hashes, and the reference at the provider sealed.
create table visit (
  organisation_id uuid not null references organisation on delete cascade,
  id uuid not null,
  purpose_id uuid not null,
  provider_id uuid not null,
  -- What is called, in E.164.
  number text not null,
  language text not null,
  device text not null check (device in ('phone', 'desktop')),
  way text not null check (way in ('wallet', 'redirect')),
  -- Of the page that began it.
  token_hash text not null,
  -- Of the window that came back from a service to sign in at.
  window_hash text,
  -- What opens the front end of the wallet, or our page that leads to the service, once.
  opening_hash text,
  -- The browser that went to the service.
  browser_hash text,
  -- Null: there is no code yet, or it is dead.
  code_mac text,
  -- With the token of whoever is proven they make the code anew; it is kept nowhere.
  code_length integer not null,
  code_round integer not null default 0,
  reference text,
  stage jsonb not null,
  state text not null generated always as (stage ->> 'at') stored,
  until bigint generated always as ((stage ->> 'until')::bigint) stored,
  call_id text generated always as (stage ->> 'call') stored,
  begun_at bigint not null,
  changed_at bigint not null,
  primary key (organisation_id, id)
);
create unique index visit_token on visit (organisation_id, token_hash);
create unique index visit_window on visit (organisation_id, window_hash) where window_hash is not null;
create unique index visit_opening on visit (organisation_id, opening_hash) where opening_hash is not null;
create unique index visit_browser on visit (organisation_id, browser_hash) where browser_hash is not null;
-- Never two alive at once for one number.
create unique index visit_code on visit (organisation_id, number, code_mac) where code_mac is not null;
-- For what looks after visits of all organisations.
create index visit_state on visit (state, until);
create index visit_call on visit (organisation_id, call_id) where call_id is not null;

do $$
begin
  alter table visit enable row level security;
  alter table visit force row level security;
  create policy tenant on visit to belfry_tenant using (organisation_id = (select belfry_organisation())) with check (organisation_id = (select belfry_organisation()));
  create policy operator on visit to belfry_operator using (true) with check (true);
  grant select, insert, update, delete on visit to belfry_tenant, belfry_operator;
end $$;
