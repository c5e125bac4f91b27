-- What environments should be: each wish in full, in the order in which they came. None is ever
-- changed; what a run was made from can be looked up for good.
create table environment_spec (
	environment_id  bigint      not null references environment,
	number          int         not null check (number > 0),
	-- The version of the shape, which is also in the content.
	schema          int         not null check (schema > 0),
	content         jsonb       not null check (jsonb_typeof(content) = 'object'),
	namespace       text        not null generated always as (content #>> '{namespace,name}') stored,
	wanted_by       text        not null check (wanted_by <> ''),
	wanted_at       timestamptz not null,
	primary key (environment_id, number)
);

grant select, insert on environment_spec to ${portal};

-- Two environments of one cluster never have the same namespace, whatever they were before: what is
-- in it would be both's. A cluster is named by the environment that owns it.
create table environment_namespace (
	cluster_id      bigint not null references environment,
	namespace       text   not null check (namespace ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
	environment_id  bigint not null references environment,
	primary key (cluster_id, namespace)
);

grant select, insert on environment_namespace to ${portal};

-- What a run's files were rendered from; absent where somebody sent them.
alter table run add column spec_number int;
alter table run add foreign key (environment_id, spec_number) references environment_spec (environment_id, number);

-- Why a plan may not be carried out although it came to its end: a rule refuses it, or the cluster
-- would.
alter table run_plan add column blocked text check (blocked <> '');

-- What environments became: numbered, each by the run that made it so.
create table environment_revision (
	environment_id  bigint      not null references environment,
	number          int         not null check (number > 0),
	spec_number     int         not null,
	run             bigint      not null unique references run,
	template        text        not null check (template <> ''),
	bundle          text        not null check (bundle ~ '^[0-9a-f]{64}$'),
	lineage         text        not null,
	serial          bigint      not null,
	made_at         timestamptz not null,
	primary key (environment_id, number),
	foreign key (environment_id, spec_number) references environment_spec (environment_id, number)
);

grant select, insert on environment_revision to ${portal};
