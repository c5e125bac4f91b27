-- The places that services run in. What an environment should be, its spec, comes with the
-- requests; runs need to know whose it is and what it shares.
create table environment (
	id          bigint generated always as identity primary key,
	name        text        not null unique check (name ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
	kind        text        not null check (kind in ('development', 'staging', 'production', 'system')),
	-- The group of people that owns it.
	team        text        not null check (team <> ''),
	-- The environment whose cluster it lives on, unless it owns one.
	host_id     bigint,
	created_at  timestamptz not null,
	hosts       boolean     not null generated always as (host_id is null) stored,
	host_hosts  boolean generated always as (case when host_id is not null then true end) stored,
	unique (id, hosts),
	-- Whoever lives on a cluster has none to share.
	foreign key (host_id, host_hosts) references environment (id, hosts)
);

create index environment_host on environment (host_id);
create index environment_team on environment (team, name);

grant select, insert on environment to ${portal};
