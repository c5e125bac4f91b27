-- How far the logs were read that clusters have delivered into a bucket.
create table cluster_log (
	cluster_id  bigint      not null references cluster on delete cascade,
	-- Where a cluster's objects are, up to the day.
	folder      text        not null check (folder <> ''),
	-- The last day of which there was anything; it and the one before are looked at again.
	day         text        not null check (day ~ '^\d{4}/\d{2}/\d{2}$'),
	-- When it was last looked at without trouble, and until when things were told.
	read_at     timestamptz,
	told_until  timestamptz,
	trouble     text        not null default '',
	primary key (cluster_id, folder)
);

grant select, insert on cluster_log to ${portal};
grant update (day, read_at, told_until, trouble) on cluster_log to ${portal};

-- The objects of the last days that were read; each is read once.
create table cluster_log_object (
	cluster_id  bigint      not null references cluster on delete cascade,
	name        text        not null check (name <> ''),
	read_at     timestamptz not null,
	primary key (cluster_id, name)
);

grant select, insert, delete on cluster_log_object to ${portal};

-- Looking for what somebody left in the cluster after their grant was over.
create table access_sweep (
	grant_number  bigint      primary key references access_grant,
	-- When it is looked the next time; nothing once it has been.
	due_at        timestamptz,
	looked_at     timestamptz,
	-- What stands in the way of looking.
	obstacle      text        not null default '',
	-- What the portal's identity may not look at, in kubectl's words.
	unseen        text[]      not null default '{}',
	tries         int         not null default 0,
	check (due_at is not null or looked_at is not null)
);

create index access_sweep_due on access_sweep (due_at) where due_at is not null;

grant select, insert on access_sweep to ${portal};
grant update (due_at, looked_at, obstacle, unseen, tries) on access_sweep to ${portal};

create table access_finding (
	grant_number  bigint      not null references access_sweep,
	kind          text        not null check (kind in ('account', 'role', 'binding', 'cluster-binding', 'pod',
		'ephemeral-container', 'certificate', 'webhook')),
	resource      text        not null check (resource ~ '^[a-z]+$'),
	namespace     text        not null default '',
	name          text        not null check (name <> ''),
	since         timestamptz not null,
	-- Whose it says that it is.
	said          text        not null default '',
	found_at      timestamptz not null,
	primary key (grant_number, kind, resource, namespace, name)
);

grant select, insert on access_finding to ${portal};

-- Those that ended before there was this.
insert into access_sweep (grant_number, due_at)
	select number, now() from access_grant
	where status = 'ended' and cluster_id is not null
		and exists (select from access_credential where grant_number = number);

-- What was done in a cluster under a grant, as the cluster itself has told; no bodies.
create table access_observed (
	id            bigint      generated always as identity primary key,
	grant_number  bigint      not null references access_grant,
	-- The cluster's own name for it: the same is told once.
	audit_id      text        not null check (audit_id <> ''),
	at            timestamptz not null,
	verb          text        not null,
	api_group     text        not null default '',
	resource      text        not null default '',
	subresource   text        not null default '',
	namespace     text        not null default '',
	name          text        not null default '',
	code          int         not null,
	reason        text        not null default '',
	source        text        not null default '',
	unique (grant_number, audit_id)
);

create index access_observed_of_grant on access_observed (grant_number, id desc);
create index access_observed_at on access_observed (at);

grant select, insert, delete on access_observed to ${portal};

-- What was worth waking somebody: once for each grant and kind of thing.
create table access_alert (
	grant_number  bigint      not null references access_grant,
	kind          text        not null check (kind ~ '^[a-z0-9-]+$'),
	at            timestamptz not null,
	text          text        not null check (text <> ''),
	primary key (grant_number, kind)
);

grant select, insert on access_alert to ${portal};

-- The same of the portal's own identities, which are no person's: once a day for each.
create table access_identity_alert (
	cluster_id  bigint      not null,
	kind        text        not null check (kind <> ''),
	day         date        not null,
	at          timestamptz not null,
	text        text        not null check (text <> ''),
	primary key (cluster_id, kind, day)
);

grant select, insert on access_identity_alert to ${portal};
