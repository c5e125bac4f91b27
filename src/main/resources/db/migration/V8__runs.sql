-- The files that runs are made with, kept as objects and named by what is in them.
create table configuration (
	digest     text        primary key check (digest ~ '^[0-9a-f]{64}$'),
	files      int         not null check (files > 0),
	size       bigint      not null check (size >= 0),
	stored_at  timestamptz not null,
	stored_by  text        not null
);

grant select, insert on configuration to ${portal};

create table worker (
	id             bigint generated always as identity primary key,
	-- The machine and the folder on it: whoever shares both can look into its runs' folders.
	host           text        not null,
	pid            bigint      not null,
	-- A pid comes again; with the time of its start it does not.
	pid_started_at timestamptz not null,
	folder         text        not null,
	capacity       int         not null check (capacity between 1 and 100),
	-- What it drives, or why it can drive nothing now.
	program        text        not null default '',
	ready          boolean     not null default false,
	started_at     timestamptz not null,
	beat_at        timestamptz not null,
	-- Until then nobody takes its runs.
	lease_until    timestamptz not null,
	draining_at    timestamptz,
	ended_at       timestamptz,
	paused_at      timestamptz,
	paused_by      text,
	pause_reason   text,
	check ((paused_at is null) = (paused_by is null) and (paused_at is null) = (pause_reason is null))
);

create index worker_alive on worker (lease_until) where ended_at is null;

grant select, insert, update on worker to ${portal};

-- One row: whether the whole queue rests.
create table run_queue (
	the_one       boolean primary key default true check (the_one),
	paused_at     timestamptz,
	paused_by     text,
	pause_reason  text,
	check ((paused_at is null) = (paused_by is null) and (paused_at is null) = (pause_reason is null))
);

insert into run_queue default values;

grant select on run_queue to ${portal};
grant update (paused_at, paused_by, pause_reason) on run_queue to ${portal};

-- Every claim gets a higher number than any before it. A worker writes with the number of its
-- claim, so one that was thought dead and was not changes nothing.
create sequence run_fence;
grant usage on sequence run_fence to ${portal};

create table run (
	number            bigint generated always as identity primary key,
	environment_id    bigint      not null references environment,
	-- As it was then: order, limits and estimates go by it.
	environment_kind  text        not null,
	-- What it keeps to itself while it is active: its environment, as a number within its
	-- cluster; for the environment that owns the cluster, all numbers within it.
	share             int8range   not null,
	kind              text        not null check (kind in ('plan', 'apply', 'destroy', 'drift', 'verify')),
	status            text        not null default 'queued'
		check (status in ('queued', 'running', 'stopping', 'recovering', 'done', 'failed', 'cancelled', 'recovered')),
	asked_by          text        not null check (asked_by <> ''),
	-- The portal's own wishes give way to a person's.
	by_person         boolean     not null,
	reason            text        not null default '',
	configuration     text        not null references configuration,
	-- Whether what is planned, or carried out, is the end of the environment.
	destroys          boolean     not null default false,
	plan_number       bigint      references run,
	plan_digest       text        check (plan_digest ~ '^[0-9a-f]{64}$'),
	rank              smallint    not null,
	queued_at         timestamptz not null,
	started_at        timestamptz,
	ended_at          timestamptz,
	worker_id         bigint      references worker,
	fence             bigint      not null default 0,
	claims            int         not null default 0,
	stop_asked_at     timestamptz,
	stop_asked_by     text,
	-- Why it is to stop: somebody's wish, its time, the worker's end, a person's run.
	stop_because      text        check (stop_because in ('cancel', 'time', 'drain', 'person')),
	force_asked_at    timestamptz,
	force_asked_by    text,
	-- In a sentence, how it ended.
	outcome           text,
	-- Whether there was anything to change.
	changes           boolean,
	check ((kind in ('apply', 'destroy')) = (plan_number is not null)),
	check ((plan_number is null) = (plan_digest is null)),
	check (kind <> 'destroy' or destroys),
	check (kind in ('plan', 'destroy') or not destroys),
	check ((status in ('done', 'failed', 'cancelled', 'recovered')) = (ended_at is not null)),
	check (status not in ('running', 'stopping', 'recovering') or (worker_id is not null and started_at is not null)),
	check ((stop_asked_at is null) = (stop_because is null) and (stop_asked_at is null) = (stop_asked_by is null)),
	check ((force_asked_at is null) = (force_asked_by is null)),
	check (force_asked_at is null or stop_asked_at is not null),
	constraint run_keeps_to_itself exclude using gist (share with &&)
		where (status in ('running', 'stopping', 'recovering'))
);

create unique index run_one_active on run (environment_id) where status in ('running', 'stopping', 'recovering');
-- A plan is carried out once.
create unique index run_of_plan on run (plan_number) where status <> 'cancelled';
-- The portal does not pile up checks that nobody has got round to.
create unique index run_one_check on run (environment_id, kind)
	where status = 'queued' and kind in ('drift', 'verify') and not by_person;
create index run_waiting on run (environment_id, rank, number) where status = 'queued';
create index run_of_worker on run (worker_id) where status in ('running', 'stopping', 'recovering');
create index run_of_environment on run (environment_id, number desc);
create index run_of_status on run (status, number desc);
create index run_of_kind on run (kind, number desc);
-- What estimates are made of.
create index run_took on run (kind, environment_kind, ended_at desc) where status = 'done';

grant select, insert on run to ${portal};
grant update (status, started_at, ended_at, worker_id, fence, claims, stop_asked_at, stop_asked_by, stop_because,
	force_asked_at, force_asked_by, outcome, changes) on run to ${portal};

-- An environment's place in the queue. Claims take turns between lanes, so that nobody's hundred
-- runs keep another's one waiting, and look at as many rows as there are environments.
create table run_lane (
	environment_id    bigint    primary key references environment,
	environment_kind  text      not null,
	share             int8range not null,
	queued            int       not null default 0 check (queued >= 0),
	active            boolean   not null default false,
	-- The rank of the first that waits.
	next_rank         smallint,
	-- The fence of the last claim: who had a turn longest ago comes first.
	last_claim        bigint    not null default 0,
	check ((queued = 0) = (next_rank is null))
);

create index run_lane_next on run_lane (next_rank, last_claim) where queued > 0 and not active;
create index run_lane_active on run_lane (environment_kind) where active;

grant select, insert on run_lane to ${portal};
grant update (queued, active, next_rank, last_claim) on run_lane to ${portal};

create table run_step (
	run         bigint      not null references run,
	position    smallint    not null,
	name        text        not null,
	status      text        not null check (status in ('waiting', 'running', 'done', 'failed', 'cancelled', 'skipped')),
	started_at  timestamptz,
	ended_at    timestamptz,
	note        text        not null default '',
	primary key (run, position),
	check ((status in ('done', 'failed', 'cancelled')) = (ended_at is not null))
);

grant select, insert, update, delete on run_step to ${portal};

-- The journal of a run: where each claim of it worked, for whoever has to pick it up.
create table run_claim (
	fence       bigint      primary key,
	run         bigint      not null references run,
	worker_id   bigint      not null references worker,
	host        text        not null,
	folder      text        not null,
	claimed_at  timestamptz not null,
	ended_at    timestamptz
);

create index run_claim_run on run_claim (run, fence);
create index run_claim_open on run_claim (host) where ended_at is null;

grant select, insert on run_claim to ${portal};
grant update (ended_at) on run_claim to ${portal};

-- What a run found would change. The plan file itself is an object.
create table run_plan (
	run            bigint      primary key references run,
	digest         text        not null check (digest ~ '^[0-9a-f]{64}$'),
	-- Absent where nothing may be carried out: drift checks, and plans that did not come to their end.
	file           text,
	file_digest    text,
	destroys       boolean     not null,
	lineage        text        not null,
	serial         bigint      not null,
	added          int         not null,
	changed        int         not null,
	destroyed      int         not null,
	blast          text        not null,
	changes        json        not null,
	planned_at     timestamptz not null,
	check ((file is null) = (file_digest is null))
);

create index run_plan_file on run_plan (planned_at) where file is not null;

grant select, insert, delete on run_plan to ${portal};
grant update (file, file_digest) on run_plan to ${portal};
