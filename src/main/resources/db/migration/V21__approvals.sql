-- One human may have several accounts. Whoever has the same verified e-mail address is the same, and
-- so is whom a platform engineer says to be: all accounts of one have the same number.
alter table person add column human bigint;
update person set human = id;
alter table person alter column human set not null;
alter table person add foreign key (human) references person;

create index person_human on person (human);
create index person_email on person (lower(email)) where email_verified;
-- Who holds a role follows from the groups.
create index person_groups on person using gin (groups);

create function person_begins_alone() returns trigger language plpgsql as $$
begin
	new.human := new.id;
	return new;
end $$;

create trigger person_begins_alone before insert on person
	for each row execute function person_begins_alone();

-- Whatever takes note of an address joins those who have it.
create function person_joins_by_email() returns trigger language plpgsql as $$
declare
	first bigint;
begin
	-- Two accounts that come at the same moment would not see each other.
	perform pg_advisory_xact_lock(hashtext('person.human'));
	select min(human) into first from person where email_verified and lower(email) = lower(new.email);
	update person set human = first where human <> first and human in (
		select human from person where email_verified and lower(email) = lower(new.email));
	return null;
end $$;

create trigger person_came_with_email after insert on person for each row
	when (new.email_verified and new.email <> '') execute function person_joins_by_email();
create trigger person_changed_email after update of email, email_verified on person for each row
	when (new.email_verified and new.email <> ''
		and (new.email is distinct from old.email or new.email_verified is distinct from old.email_verified))
	execute function person_joins_by_email();

update person p set human = (select min(q.id) from person q
	where q.email_verified and lower(q.email) = lower(p.email)) where p.email_verified and p.email <> '';

-- Which rules say how many of whom have to agree. Every version is kept; the one that came into force
-- last counts.
create table approval_rules (
	version       int         primary key check (version > 0),
	policies      jsonb       not null check (jsonb_typeof(policies) = 'array' and jsonb_array_length(policies) > 0),
	digest        text        not null check (digest ~ '^[0-9a-f]{64}$'),
	proposed_by   bigint      references person,
	reason        text        not null,
	proposed_at   timestamptz not null,
	in_force_at   timestamptz,
	-- Only the first were there before anybody could agree.
	check ((version = 1) = (proposed_by is null))
);

create index approval_rules_in_force on approval_rules (in_force_at desc, version desc) where in_force_at is not null;

grant select, insert on approval_rules to ${portal};
grant update (in_force_at) on approval_rules to ${portal};

-- The time in which people may agree to one subject, which is what its digest says and nothing else.
create table approval_round (
	number          bigint      generated always as identity primary key,
	subject_kind    text        not null check (subject_kind in ('request', 'grant', 'rules')),
	subject_number  bigint      not null,
	digest          text        not null check (digest ~ '^[0-9a-f]{64}$'),
	-- Whoever wants it agreed to, and has no part in agreeing.
	asker_id        bigint      not null references person,
	-- Whose members are peers of whoever asks.
	team            text        not null,
	rules           int         not null references approval_rules,
	opened_at       timestamptz not null,
	-- Until when it may be agreed to, and what was agreed to be carried out.
	expires_at      timestamptz check (expires_at > opened_at),
	closed_at       timestamptz,
	result          text        check (result in ('agreed', 'denied', 'withdrawn', 'stale')),
	check ((closed_at is null) = (result is null)),
	unique (number, asker_id, digest)
);

create unique index approval_round_open on approval_round (subject_kind, subject_number) where closed_at is null;
create index approval_round_subject on approval_round (subject_kind, subject_number, number desc);
create index approval_round_digest on approval_round (digest) where result = 'agreed';
create index approval_round_waiting on approval_round (number) where closed_at is null;

grant select, insert on approval_round to ${portal};
grant update (closed_at, result) on approval_round to ${portal};

-- How many of whom, and because of which rule, as it was when the round was opened.
create table approval_need (
	round     bigint   not null references approval_round,
	position  smallint not null,
	policy    text     not null,
	voters    text     not null check (voters in ('anybody', 'peer', 'reviewer', 'platform')),
	count     smallint not null check (count > 0),
	adds      boolean  not null,
	why       text     not null check (why <> ''),
	primary key (round, position)
);

grant select, insert on approval_need to ${portal};

create table approval_vote (
	round        bigint      not null,
	voter_id     bigint      not null references person,
	-- The human behind the account, as it was known then.
	voter_human  bigint      not null,
	asker_id     bigint      not null,
	asker_human  bigint      not null,
	vote         text        not null check (vote in ('approve', 'deny')),
	digest       text        not null,
	reason       text        not null default '',
	voted_at     timestamptz not null,
	-- Nobody votes twice, whatever account they come with.
	constraint approval_vote_once primary key (round, voter_human),
	-- The subject of the vote is that of the round.
	constraint approval_vote_subject foreign key (round, asker_id, digest)
		references approval_round (number, asker_id, digest),
	constraint approval_vote_not_own check (voter_human <> asker_human),
	constraint approval_vote_denied_why check (vote = 'approve' or reason <> '')
);

grant select, insert on approval_vote to ${portal};

-- Who is behind an account is looked up here, so that no way of writing a vote can say otherwise; and
-- whoever votes while a round is being closed is too late.
create function approval_vote_of_a_human() returns trigger language plpgsql as $$
declare
	asked approval_round;
begin
	select * into asked from approval_round where number = new.round for update;
	if asked.closed_at is not null then
		raise exception 'round % is closed', new.round
			using errcode = 'check_violation', constraint = 'approval_vote_in_time';
	end if;
	new.asker_id := asked.asker_id;
	select human into new.asker_human from person where id = asked.asker_id for share;
	select human into new.voter_human from person where id = new.voter_id for share;
	return new;
end $$;

create trigger approval_vote_of_a_human before insert on approval_vote
	for each row execute function approval_vote_of_a_human();

-- A round begins open, and ends agreed only with as many votes as it needs: who may give them is the
-- portal's to say, how many is counted here.
create function approval_round_begins_open() returns trigger language plpgsql as $$
begin
	new.closed_at := null;
	new.result := null;
	return new;
end $$;

create trigger approval_round_begins_open before insert on approval_round
	for each row execute function approval_round_begins_open();

create function approval_round_counts() returns trigger language plpgsql as $$
declare
	needed int;
	given int;
begin
	if old.closed_at is not null then
		raise exception 'round % is closed', old.number
			using errcode = 'check_violation', constraint = 'approval_round_once';
	end if;
	if new.result = 'agreed' then
		select coalesce(max(count) filter (where not adds), 0) + coalesce(sum(count) filter (where adds), 0)
			into needed from approval_need where round = old.number;
		select count(*) filter (where vote = 'approve') into given from approval_vote where round = old.number;
		if given < needed or exists (select from approval_vote where round = old.number and vote = 'deny') then
			raise exception 'round % needs % votes and has %', old.number, needed, given
				using errcode = 'check_violation', constraint = 'approval_round_enough';
		end if;
	end if;
	return new;
end $$;

create trigger approval_round_counts before update on approval_round
	for each row execute function approval_round_counts();

-- Rules come into force when they were agreed to, by the rules before them.
create function approval_rules_were_agreed() returns trigger language plpgsql as $$
begin
	if not exists (select from approval_round where subject_kind = 'rules' and subject_number = new.version
			and digest = new.digest and result = 'agreed') then
		raise exception 'rules % were not agreed to', new.version
			using errcode = 'check_violation', constraint = 'approval_rules_agreed';
	end if;
	return new;
end $$;

create trigger approval_rules_were_agreed before update of in_force_at on approval_rules
	for each row execute function approval_rules_were_agreed();

-- What is agreed to is what is written, and it begins as a proposal.
create function approval_rules_begin() returns trigger language plpgsql as $$
begin
	new.digest := encode(sha256(convert_to(new.version || ' ' || new.policies, 'UTF8')), 'hex');
	if new.version > 1 then
		new.in_force_at := null;
	end if;
	return new;
end $$;

create trigger approval_rules_begin before insert on approval_rules
	for each row execute function approval_rules_begin();

insert into approval_rules (version, policies, digest, reason, proposed_at, in_force_at) values (1, '[
	{"name": "production-two", "environments": ["production"], "requests": [], "stakes": [],
		"count": 2, "voters": "anybody", "adds": false, "why": "Production needs two people."},
	{"name": "production-platform", "environments": ["production"], "requests": [], "stakes": [],
		"count": 1, "voters": "platform", "adds": false, "why": "One of those for production is a platform engineer."},
	{"name": "shared-one", "environments": ["staging", "system"], "requests": [], "stakes": [],
		"count": 1, "voters": "anybody", "adds": false, "why": "Staging and system need one person."},
	{"name": "development-peer", "environments": ["development"], "requests": [], "stakes": [],
		"count": 1, "voters": "peer", "adds": false, "why": "Development needs one peer."},
	{"name": "network-peer", "environments": [], "requests": [], "stakes": ["network"],
		"count": 1, "voters": "peer", "adds": false, "why": "A change of who may reach whom needs a peer."},
	{"name": "overrides-platform", "environments": [], "requests": ["override", "import"], "stakes": [],
		"count": 1, "voters": "platform", "adds": false, "why": "A platform engineer agrees to exceptions and imports."},
	{"name": "loss-adds-one", "environments": [], "requests": [], "stakes": ["loss"],
		"count": 1, "voters": "anybody", "adds": true, "why": "Data would be lost, which needs one person more."},
	{"name": "rules-two", "environments": [], "requests": ["rules"], "stakes": [],
		"count": 2, "voters": "platform", "adds": false, "why": "Rules of agreeing need two platform engineers."}
]', '', 'The first rules.', now(), now());
