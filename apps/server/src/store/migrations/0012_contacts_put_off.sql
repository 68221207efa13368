-- Due later for the calling hours or the rules of outside numbers, and at once when these change.
alter table contact add column put_off boolean not null default false;
