-- Somebody's wish to change one environment, from asking to its end.
create table request (
	number            bigint      generated always as identity primary key,
	kind              text        not null check (kind in ('create', 'change', 'destroy', 'rollback', 'import',
		'override', 'rotate', 'maintenance', 'upgrade', 'foundation')),
	-- Of which it is a part; the parts of the foundation are requests of their own.
	whole             bigint      references request,
	-- By name: one that is to be made is not there yet.
	environment       text        not null check (environment ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
	environment_id    bigint      references environment,
	environment_kind  text        not null,
	team              text        not null check (team <> ''),
	spec              jsonb       check (jsonb_typeof(spec) = 'object'),
	-- The files that somebody sent themselves; what has a spec is rendered.
	configuration     text        references configuration,
	parameters        jsonb       not null default '{}' check (jsonb_typeof(parameters) = 'object'),
	reason            text        not null check (reason <> ''),
	asked_by          bigint      not null references person,
	asker             text        not null,
	asked_at          timestamptz not null,
	-- Grows with each edit; what was agreed to before an edit is agreed to no more.
	edition           int         not null default 1 check (edition > 0),
	status            text        not null check (status in ('checking', 'planning', 'awaiting-approval', 'scheduled',
		'queued', 'applying', 'done', 'failed', 'rejected', 'withdrawn', 'stale', 'cancelled')),
	changed_at        timestamptz not null,
	ended_at          timestamptz,
	-- What it waits for, or how it ended, in a sentence.
	note              text        not null default '',
	checks            jsonb       not null default '[]' check (jsonb_typeof(checks) = 'array'),
	plan_run          bigint      references run,
	plan_digest       text        check (plan_digest ~ '^[0-9a-f]{64}$'),
	plan_expires_at   timestamptz,
	-- What was agreed to before it was planned again.
	agreed_plan       bigint      references run,
	-- How often it was planned again by itself since somebody touched it.
	replans           int         not null default 0,
	apply_at          timestamptz,
	apply_run         bigint      unique references run,
	version           int         not null default 0,
	check ((status in ('done', 'failed', 'rejected', 'withdrawn', 'cancelled')) = (ended_at is not null)),
	check (status not in ('planning') or plan_run is not null),
	check (status not in ('awaiting-approval', 'scheduled', 'queued', 'applying')
		or kind = 'foundation' or (plan_digest is not null and plan_expires_at is not null)),
	check (status not in ('queued', 'applying') or kind = 'foundation' or apply_run is not null)
);

-- One at a time changes an environment; the others wait until it has ended.
create unique index request_one_open on request (environment)
	where kind <> 'foundation' and status in ('planning', 'awaiting-approval', 'scheduled', 'queued', 'applying');
create index request_waiting on request (environment, number) where status = 'checking';
create index request_open on request (status, number) where ended_at is null;
create index request_of_team on request (team, number desc);
create index request_of_status on request (status, number desc);
create index request_of_environment on request (environment, number desc);
create index request_of_asker on request (asked_by, number desc);
create index request_of_whole on request (whole) where whole is not null;
create index request_of_plan on request (plan_run);

grant select, insert on request to ${portal};
grant update (environment_id, spec, parameters, reason, edition, status, changed_at, ended_at, note, checks, plan_run,
	plan_digest, plan_expires_at, agreed_plan, replans, apply_at, apply_run, version) on request to ${portal};

-- What happened to a request, for good.
create table request_event (
	request  bigint      not null references request,
	seq      int         not null check (seq > 0),
	at       timestamptz not null,
	by       text        not null check (by <> ''),
	what     text        not null check (what ~ '^[a-z-]+$'),
	text     text        not null default '',
	run      bigint      references run,
	primary key (request, seq)
);

grant select, insert on request_event to ${portal};

-- What somebody has begun to ask for.
create table request_draft (
	person_id  bigint      primary key references person,
	fields     jsonb       not null check (jsonb_typeof(fields) = 'object'),
	saved_at   timestamptz not null
);

grant select, insert, update, delete on request_draft to ${portal};
