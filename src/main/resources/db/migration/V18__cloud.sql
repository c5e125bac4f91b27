-- What Linode said last, so that pages work while it is away. One row.
create table cloud_known (
	one           boolean     primary key default true check (one),
	catalogue_at  timestamptz,
	catalogue     jsonb,
	inventory_at  timestamptz,
	inventory     jsonb,
	-- The last question, if it was not answered.
	failed_at     timestamptz,
	failure       text check (failure <> ''),
	check ((catalogue_at is null) = (catalogue is null)),
	check ((inventory_at is null) = (inventory is null)),
	check ((failed_at is null) = (failure is null))
);

insert into cloud_known default values;

grant select on cloud_known to ${portal};
grant update (catalogue_at, catalogue, inventory_at, inventory, failed_at, failure) on cloud_known to ${portal};

-- The tokens that the portal asks Linode with, each step of a rotation as a status.
create table cloud_token (
	id          uuid        primary key,
	status      text        not null check (status in ('planned', 'made', 'current', 'replaced', 'ended')),
	-- At Linode: empty and absent if it was not found there.
	label       text        not null,
	linode_id   bigint,
	-- Sealed by the portal; kept until it is proven to be worth nothing.
	sealed      bytea,
	scopes      text[]      not null check (cardinality(scopes) > 0),
	source      text        not null check (source in ('setting', 'person', 'rotation')),
	added_at    timestamptz not null,
	added_by    text        not null check (added_by <> ''),
	expires_at  timestamptz,
	-- Why it is not ended although it was replaced, or why nothing came of it.
	remark      text        not null default '',
	ended_at    timestamptz,
	check ((sealed is null) = (status in ('planned', 'ended'))),
	check ((ended_at is null) = (status <> 'ended')),
	check (status <> 'made' or linode_id is not null)
);

-- One is used, and one at most is on its way.
create unique index cloud_token_current on cloud_token ((true)) where status = 'current';
create unique index cloud_token_coming on cloud_token ((true)) where status in ('planned', 'made');
create index cloud_token_added on cloud_token (added_at desc);

grant select, insert on cloud_token to ${portal};
grant update (status, linode_id, sealed, remark, ended_at) on cloud_token to ${portal};

-- How many of something the account may have, as far as anybody knows: Linode tells only
-- by refusing.
create table cloud_limit (
	kind      text        not null check (kind in ('nodes', 'clusters', 'databases', 'vpcs', 'firewalls', 'buckets', 'domains')),
	-- A region, or the whole account.
	place     text        not null check (place ~ '^[a-z][a-z0-9-]{1,39}$'),
	-- So many were there, or are said to be allowed.
	fits      int         not null check (fits >= 0),
	-- So many were refused; absent if it is not known how many were asked for.
	refused   int         check (refused > fits),
	source    text        not null check (source in ('setting', 'refusal', 'success')),
	words     text        not null default '',
	noted_at  timestamptz not null,
	noted_by  text        not null check (noted_by <> ''),
	primary key (kind, place),
	check ((source = 'refusal') = (words <> '')),
	check (source <> 'setting' or refused = fits + 1)
);

grant select, insert on cloud_limit to ${portal};
grant update (fits, refused, source, words, noted_at, noted_by) on cloud_limit to ${portal};
