-- One person's access to one environment, in one role, between two times.
create table access_grant (
	number            bigint      generated always as identity primary key,
	environment_id    bigint      not null references environment,
	environment       text        not null,
	environment_kind  text        not null,
	team              text        not null check (team <> ''),
	role              text        not null check (role in ('viewer', 'operator')),
	holder_id         bigint      not null references person,
	holder            text        not null,
	-- Whether the holder was not of the team that owns the environment when it was asked for.
	guest             boolean     not null,
	reason            text        not null check (reason <> ''),
	minutes           int         not null check (minutes between 10 and 1440),
	asked_at          timestamptz not null,
	-- When it is to begin; at once where nothing is said.
	starts_at         timestamptz,
	-- Until when somebody may agree to it.
	until             timestamptz not null check (until > asked_at),
	digest            text        not null check (digest ~ '^[0-9a-f]{64}$'),
	status            text        not null check (status in ('pending', 'scheduled', 'active', 'ending', 'ended',
		'denied')),
	changed_at        timestamptz not null,
	began_at          timestamptz,
	ends_at           timestamptz,
	-- Where it is, as it was when it began.
	cluster_id        bigint,
	namespace         text,
	-- A wish for more minutes that nobody has agreed to yet.
	more_minutes      int         check (more_minutes between 1 and 1440),
	more_reason       text,
	more_digest       text        check (more_digest ~ '^[0-9a-f]{64}$'),
	-- Why it ends, who ended it and what they said.
	cause             text        check (cause in ('expired', 'released', 'revoked', 'withdrawn', 'environment',
		'role', 'locked', 'unanswered', 'denied')),
	ended_by          text,
	ended_because     text        not null default '',
	ending_at         timestamptz,
	ended_at          timestamptz,
	-- What stands in the way of its end, and when it is tried again.
	obstacle          text        not null default '',
	tries             int         not null default 0,
	try_at            timestamptz,
	version           int         not null default 0,
	-- Never more than a day from its beginning, however often it is extended.
	constraint access_grant_a_day check (ends_at > began_at and ends_at <= began_at + interval '24 hours'),
	check ((began_at is null) = (ends_at is null) and (began_at is null) = (cluster_id is null)
		and (began_at is null) = (namespace is null)),
	check (status not in ('active', 'ending') or began_at is not null),
	check ((status in ('ended', 'denied')) = (ended_at is not null)),
	check ((status in ('ending', 'ended', 'denied')) = (cause is not null)),
	check ((cause is null) = (ending_at is null) and (cause is null) = (ended_by is null)),
	check ((more_minutes is null) = (more_reason is null) and (more_minutes is null) = (more_digest is null)),
	check (more_minutes is null or status = 'active')
);

create index access_grant_of_team on access_grant (team, number desc);
create index access_grant_of_holder on access_grant (holder_id, number desc);
create index access_grant_of_environment on access_grant (environment_id, number desc);
create index access_grant_of_status on access_grant (status, number desc);
create index access_grant_asks on access_grant (number) where status = 'pending' or more_minutes is not null;
create index access_grant_open on access_grant (holder_id) where ended_at is null;
create index access_grant_ends on access_grant (ends_at, number) where status = 'active';
create index access_grant_starts on access_grant (starts_at, number) where status = 'scheduled';
create index access_grant_waits on access_grant (until, number) where status = 'pending';
create index access_grant_ending on access_grant (try_at, number) where status = 'ending';

grant select, insert on access_grant to ${portal};
grant update (status, changed_at, began_at, ends_at, cluster_id, namespace, more_minutes, more_reason, more_digest,
	cause, ended_by, ended_because, ending_at, ended_at, obstacle, tries, try_at, version) on access_grant to ${portal};

-- Where it began and until when is never said anew but for a later end.
create function access_grant_goes_on() returns trigger language plpgsql as $$
begin
	if old.began_at is not null and (new.began_at is distinct from old.began_at
			or new.cluster_id is distinct from old.cluster_id or new.namespace is distinct from old.namespace
			or new.ends_at < old.ends_at) then
		raise exception 'grant % began already', old.number
			using errcode = 'check_violation', constraint = 'access_grant_began';
	end if;
	if old.status in ('ended', 'denied') or (old.status = 'ending' and new.status not in ('ending', 'ended')) then
		raise exception 'grant % has ended', old.number
			using errcode = 'check_violation', constraint = 'access_grant_ended';
	end if;
	return new;
end $$;

create trigger access_grant_goes_on before update on access_grant
	for each row execute function access_grant_goes_on();

-- What happened to a grant, for good.
create table access_event (
	grant_number  bigint      not null references access_grant,
	seq           int         not null check (seq > 0),
	at            timestamptz not null,
	by            text        not null check (by <> ''),
	what          text        not null check (what ~ '^[a-z-]+$'),
	text          text        not null default '',
	primary key (grant_number, seq)
);

grant select, insert on access_event to ${portal};

-- What was handed out: that there was a token, and to which Secret it was bound, not the token.
create table access_credential (
	grant_number  bigint      not null references access_grant,
	seq           int         not null check (seq > 0),
	secret        text        not null check (secret <> ''),
	begun_at      timestamptz not null,
	-- When it was there, and until when it is good, as the cluster says.
	minted_at     timestamptz,
	expires_at    timestamptz,
	ended_at      timestamptz,
	primary key (grant_number, seq),
	check ((minted_at is null) = (expires_at is null))
);

create unique index access_credential_one on access_credential (grant_number)
	where ended_at is null and minted_at is not null;

grant select, insert on access_credential to ${portal};
grant update (minted_at, expires_at, ended_at) on access_credential to ${portal};

-- No token outlives its grant.
create function access_credential_within() returns trigger language plpgsql as $$
begin
	if new.expires_at is not null and not exists (select from access_grant
			where number = new.grant_number and status = 'active' and new.expires_at <= ends_at) then
		raise exception 'a token of grant % would outlive it', new.grant_number
			using errcode = 'check_violation', constraint = 'access_credential_within';
	end if;
	return new;
end $$;

create trigger access_credential_within before insert or update of expires_at on access_credential
	for each row execute function access_credential_within();

-- The proof that a grant has ended.
create table access_receipt (
	grant_number   bigint      primary key references access_grant,
	-- When its end began, and when its objects were gone from the cluster.
	ending_at      timestamptz not null,
	removed_at     timestamptz,
	-- A credential like the one that was handed out: last taken, first refused.
	taken_at       timestamptz,
	refused_at     timestamptz,
	replays        int         not null default 0,
	-- In sentences.
	proof          text        not null check (proof <> ''),
	still_open     text        not null default '',
	written_at     timestamptz not null,
	check (removed_at >= ending_at and refused_at >= taken_at)
);

grant select, insert on access_receipt to ${portal};

-- What rules say of grants: what none is about needs nobody. Rules without any about grants are taken
-- to want a platform engineer for each.
alter table approval_rules disable trigger approval_rules_were_agreed;
update approval_rules set policies = policies || '[
	{"name": "grant-guest", "environments": [], "requests": ["grant"], "stakes": ["guest"],
		"count": 1, "voters": "peer", "adds": false, "why": "Whoever is not of the team that owns it is let in by a peer."},
	{"name": "grant-operator", "environments": ["production", "system"], "requests": ["grant"], "stakes": ["operator"],
		"count": 1, "voters": "anybody", "adds": false, "why": "Operating production or system needs one person."}
]' where version = 1;
update approval_rules set digest = encode(sha256(convert_to(version || ' ' || policies, 'UTF8')), 'hex')
	where version = 1;
alter table approval_rules enable trigger approval_rules_were_agreed;
