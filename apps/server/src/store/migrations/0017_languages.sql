-- Languages of an organisation's callers beside the main one.
alter table organisation add column other_languages text[] not null default '{}';
grant update (other_languages) on organisation to belfry_tenant;
