-- What Terraform knows of an environment. The states themselves are sealed objects; here is
-- which there are, and who may write the next.

-- One row for each environment that ever had a credential: whoever changes anything about its
-- state holds it meanwhile. An environment has one lineage, which its versions share.
create table state_current (
	environment_id  bigint primary key references environment,
	lineage         text   check (lineage <> ''),
	version_id      bigint,
	unique (environment_id, lineage),
	check (version_id is null or lineage is not null)
);

create table state_version (
	id                 bigint generated always as identity primary key,
	environment_id     bigint      not null,
	lineage            text        not null,
	serial             bigint      not null check (serial >= 0),
	size               bigint      not null check (size > 0),
	-- SHA-256 of the state as it was sent.
	digest             text        not null check (digest ~ '^[0-9a-f]{64}$'),
	resources          int         not null check (resources >= 0),
	terraform_version  text        not null,
	-- The run and the claim that wrote it; absent if a person restored it.
	run                bigint,
	fence              bigint,
	written_by         text        not null check (written_by <> ''),
	restored_from      bigint,
	written_at         timestamptz not null,
	object             text        not null unique,
	unique (environment_id, serial),
	unique (environment_id, id),
	foreign key (environment_id, lineage) references state_current (environment_id, lineage),
	check ((run is null) = (fence is null)),
	check (run is not null or restored_from is not null)
);

create index state_version_fence on state_version (fence);

-- What is current cannot be pruned.
alter table state_current add foreign key (environment_id, version_id) references state_version (environment_id, id);

grant select, insert on state_current to ${portal};
grant update (lineage, version_id) on state_current to ${portal};
grant select, insert, delete on state_version to ${portal};

create table state_credential (
	-- The number of the claim that it was made for.
	fence           bigint      primary key,
	environment_id  bigint      not null references state_current,
	run             bigint      not null,
	-- The password itself is never kept.
	hash            bytea       not null check (length(hash) = 32),
	-- What the claim began with, none if there was no state. Versions are pruned, so it is only a number.
	base_id         bigint,
	opened_at       timestamptz not null,
	closed_at       timestamptz
);

-- One claim of an environment writes, no other.
create unique index state_credential_open on state_credential (environment_id) where closed_at is null;

grant select, insert on state_credential to ${portal};
grant update (closed_at) on state_credential to ${portal};

-- Terraform's lock, in its own words, with whose it is.
create table state_lock (
	environment_id  bigint      primary key references state_current,
	lock_id         text        not null check (lock_id <> ''),
	operation       text        not null,
	info            text        not null,
	who             text        not null,
	version         text        not null,
	created         text        not null,
	path            text        not null,
	fence           bigint      not null references state_credential,
	locked_at       timestamptz not null
);

grant select, insert, delete on state_lock to ${portal};

-- States that did not become the current one. They are never dropped: the portal may not delete here.
create table state_diverged (
	id                 bigint generated always as identity primary key,
	environment_id     bigint      not null references state_current,
	run                bigint      not null,
	fence              bigint      not null,
	reason             text        not null check (reason <> ''),
	-- Absent if what was found cannot be read as a state.
	lineage            text,
	serial             bigint,
	size               bigint      not null check (size >= 0),
	digest             text        not null check (digest ~ '^[0-9a-f]{64}$'),
	object             text        not null unique,
	deposited_by       text        not null check (deposited_by <> ''),
	deposited_at       timestamptz not null,
	settled_at         timestamptz,
	settled_by         text,
	settle_reason      text,
	-- The same state sent twice is one.
	unique (environment_id, fence, digest),
	check ((lineage is null) = (serial is null)),
	check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (settle_reason is null))
);

create index state_diverged_open on state_diverged (environment_id, id) where settled_at is null;

grant select, insert on state_diverged to ${portal};
grant update (settled_at, settled_by, settle_reason) on state_diverged to ${portal};
