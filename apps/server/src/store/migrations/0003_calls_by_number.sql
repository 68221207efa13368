-- Who takes a call is shown the earlier contacts with its number, at every call.
create index call_caller on call (organisation_id, caller, started_at desc);
create index call_dialled on call (organisation_id, dialled, started_at desc);
