-- Whether agents are told that a supervisor takes part in their call.
alter table organisation add column supervision_told text not null default 'always'
  check (supervision_told in ('always', 'whenHeard', 'never'));
grant update (supervision_told) on organisation to belfry_tenant;
