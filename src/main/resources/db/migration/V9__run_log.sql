-- What runs say. While a run goes on its lines are here, in chunks; when it has ended they move
-- into an object.
create table run_log_chunk (
	run         bigint      not null references run,
	first_seq   bigint      not null check (first_seq > 0),
	last_seq    bigint      not null,
	-- The claim that wrote it.
	fence       bigint      not null,
	-- A JSON object on each line, secrets taken out.
	lines       text        not null check (lines <> ''),
	-- For each file that lines of this chunk come from, up to which byte it was read: whoever
	-- takes the run over reads on from there.
	sources     jsonb       not null default '{}' check (jsonb_typeof(sources) = 'object'),
	written_at  timestamptz not null,
	previous    bigint generated always as (nullif(first_seq - 1, 0)) stored,
	primary key (run, first_seq),
	unique (run, last_seq),
	check (last_seq >= first_seq),
	-- Each chunk begins where another ends, so there is no gap and no line twice.
	foreign key (run, previous) references run_log_chunk (run, last_seq)
);

grant select, insert, delete on run_log_chunk to ${portal};

-- The end of a log, from which on nothing is added.
create table run_log (
	run        bigint      primary key references run,
	last_seq   bigint      not null check (last_seq >= 0),
	ended_at   timestamptz not null,
	-- Why lines are missing after the last one; absent if none are.
	missing    text        check (missing <> ''),
	sealed_at  timestamptz,
	object     text,
	size       bigint      check (size >= 0),
	-- Where in the object stretches of lines begin.
	marks      jsonb,
	check ((sealed_at is null) = (object is null) and (sealed_at is null) = (size is null)
		and (sealed_at is null) = (marks is null))
);

create index run_log_unsealed on run_log (ended_at) where sealed_at is null;

grant select, insert on run_log to ${portal};
grant update (sealed_at, object, size, marks) on run_log to ${portal};

-- Whoever ends a log holds its run's row against those who write, so a chunk either came before
-- or is refused here.
create function run_log_refuse_late() returns trigger language plpgsql
	set search_path = pg_catalog, ${flyway:defaultSchema}, pg_temp as $$
begin
	if exists (select from run_log where run_log.run = new.run) then
		raise exception 'the log of run % has ended', new.run using errcode = 'check_violation';
	end if;
	return new;
end $$;

create trigger run_log_chunk_before_end before insert on run_log_chunk
	for each row execute function run_log_refuse_late();
