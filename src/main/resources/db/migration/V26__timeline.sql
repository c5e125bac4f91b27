-- What happened in an environment is read newest first, a page at a time: each of the tables that it
-- stands in has the index for it. The environment and the team of a request never change.
alter table request_event add column environment text, add column team text;
update request_event e set environment = r.environment, team = r.team from request r where r.number = e.request;
alter table request_event alter column environment set not null, alter column team set not null;

create function request_event_of_environment() returns trigger language plpgsql as $$
begin
	select environment, team into new.environment, new.team from request where number = new.request;
	return new;
end $$;

create trigger request_event_of_environment before insert on request_event
	for each row execute function request_event_of_environment();

create index request_event_timeline on request_event (environment, team, at, request, seq);
create index request_event_of_run on request_event (run) where run is not null;
create index run_timeline on run (environment_id, (coalesce(ended_at, queued_at)), number);
create index environment_revision_timeline on environment_revision (environment_id, made_at, number);
