-- The clusters that the portal was let into, and what it shows at their doors: the token of its
-- long-running identity, sealed. The administrator's credential is never here.

create table cluster (
	-- Linode's number.
	id                bigint      primary key,
	-- The environment that owns it; whoever lives on another's cluster has none.
	environment_id    bigint      not null unique,
	hosts             boolean     not null generated always as (true) stored,
	address           text        not null check (address ~ '^https://'),
	-- PEM, all public.
	authority         text        not null check (authority ~ 'BEGIN CERTIFICATE'),
	token             bytea       not null check (length(token) > 0),
	token_expires_at  timestamptz not null check (token_expires_at > renewed_at),
	renewed_at        timestamptz not null,
	admitted_at       timestamptz not null,
	admitted_by       text        not null check (admitted_by <> ''),
	foreign key (environment_id, hosts) references environment (id, hosts)
);

grant select, insert, delete on cluster to ${portal};
grant update (environment_id, address, authority, token, token_expires_at, renewed_at, admitted_at, admitted_by)
	on cluster to ${portal};
