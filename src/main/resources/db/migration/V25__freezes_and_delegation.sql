-- A time in which nothing that was agreed to is carried out: everywhere, in some kinds of
-- environments, or in some of them by name.
create table change_freeze (
	number             bigint      generated always as identity primary key,
	name               text        not null check (name <> ''),
	starts_at          timestamptz not null,
	ends_at            timestamptz not null,
	environment_kinds  text[]      not null check (environment_kinds <@ array['development', 'staging', 'production',
		'system']),
	environments       text[]      not null,
	reason             text        not null check (reason <> ''),
	declared_by        bigint      not null references person,
	declared_at        timestamptz not null,
	-- Somebody ended it before its time; what is ended stays so.
	ended_at           timestamptz,
	over_at            timestamptz not null generated always as (least(ends_at, ended_at)) stored,
	check (ends_at > starts_at),
	constraint change_freeze_length check (ends_at <= starts_at + interval '90 days')
);

create index change_freeze_ahead on change_freeze (over_at);

grant select, insert on change_freeze to ${portal};
grant update (name, starts_at, ends_at, environment_kinds, environments, reason, ended_at) on change_freeze
	to ${portal};

create function change_freeze_covers(held change_freeze, name text, kind text) returns boolean
	language sql immutable as $$
	select cardinality(held.environment_kinds) + cardinality(held.environments) = 0
		or kind = any(held.environment_kinds) or name = any(held.environments)
$$;

-- Whoever declares one waits for those who are about to queue something, and the other way round, so
-- that neither overlooks the other.
create function change_freeze_alone() returns trigger language plpgsql as $$
begin
	perform pg_advisory_xact_lock(hashtext('change_freeze'));
	if tg_op = 'UPDATE' and old.ended_at is not null then
		raise exception 'freeze % is ended', old.number
			using errcode = 'check_violation', constraint = 'change_freeze_ended';
	end if;
	return new;
end $$;

create trigger change_freeze_alone before insert or update on change_freeze
	for each row execute function change_freeze_alone();

-- That one request is carried out although a freeze is in force.
create table freeze_exception (
	number         bigint      generated always as identity primary key,
	freeze_number  bigint      not null references change_freeze,
	request        bigint      not null references request,
	giver_id       bigint      not null references person,
	asker_id       bigint      not null references person,
	-- The humans behind both accounts, as they were known then.
	giver_human    bigint      not null,
	asker_human    bigint      not null,
	reason         text        not null check (reason <> ''),
	given_at       timestamptz not null,
	-- The request was written anew, and the exception was for what it was before.
	fell_at        timestamptz,
	constraint freeze_exception_not_own check (giver_human <> asker_human)
);

create unique index freeze_exception_once on freeze_exception (request, freeze_number) where fell_at is null;

grant select, insert on freeze_exception to ${portal};
grant update (fell_at) on freeze_exception to ${portal};

create function freeze_exception_of_a_human() returns trigger language plpgsql as $$
begin
	new.fell_at := null;
	select asked_by into new.asker_id from request where number = new.request;
	select human into new.asker_human from person where id = new.asker_id for share;
	select human into new.giver_human from person where id = new.giver_id for share;
	return new;
end $$;

create trigger freeze_exception_of_a_human before insert on freeze_exception
	for each row execute function freeze_exception_of_a_human();

create function freeze_exception_stays_fallen() returns trigger language plpgsql as $$
begin
	new.fell_at := coalesce(old.fell_at, new.fell_at);
	return new;
end $$;

create trigger freeze_exception_stays_fallen before update on freeze_exception
	for each row execute function freeze_exception_stays_fallen();

create function request_written_anew() returns trigger language plpgsql as $$
begin
	update freeze_exception set fell_at = new.changed_at where request = new.number and fell_at is null;
	return null;
end $$;

create trigger request_written_anew after update of edition on request
	for each row when (new.edition <> old.edition) execute function request_written_anew();

-- What carries out a plan is not queued under a freeze without an exception. Whether whoever gave it
-- may still give one is the portal's to say; that it is not whoever asked is looked up here.
create function run_heeds_freezes() returns trigger language plpgsql as $$
declare
	holds bigint;
begin
	perform pg_advisory_xact_lock_shared(hashtext('change_freeze'));
	select f.number into holds from change_freeze f, environment e
		where e.id = new.environment_id and f.starts_at <= new.queued_at and f.over_at > new.queued_at
			and change_freeze_covers(f, e.name, e.kind)
			-- What could not be made is taken away whenever that is.
			and not exists (select from request r where r.undo_plan = new.plan_number)
			and not exists (select from freeze_exception x
				join request r on r.number = x.request
				join person giver on giver.id = x.giver_id
				join person asker on asker.id = x.asker_id
				where x.freeze_number = f.number and x.fell_at is null and r.plan_run = new.plan_number
					and giver.human <> asker.human)
		order by f.over_at desc limit 1;
	if holds is not null then
		raise exception 'freeze % holds what environment % waits for', holds, new.environment_id
			using errcode = 'check_violation', constraint = 'run_heeds_freezes';
	end if;
	return new;
end $$;

create trigger run_heeds_freezes before insert on run
	for each row when (new.plan_number is not null) execute function run_heeds_freezes();

-- By which freeze a request is held that was agreed to, and until when.
alter table request add column held_by text check (held_by <> '');
alter table request add column held_until timestamptz;
alter table request add check ((held_by is null) = (held_until is null));
alter table request add check (held_by is null or status = 'scheduled');

grant update (held_by, held_until) on request to ${portal};

-- Somebody votes in somebody else's place while they are away.
create table approval_delegation (
	number           bigint      generated always as identity primary key,
	delegator_id     bigint      not null references person,
	delegate_id      bigint      not null references person,
	-- The humans behind both accounts, as they were known then.
	delegator_human  bigint      not null,
	delegate_human   bigint      not null,
	starts_at        timestamptz not null,
	ends_at          timestamptz not null,
	reason           text        not null default '',
	made_at          timestamptz not null,
	revoked_at       timestamptz,
	check (ends_at > starts_at),
	constraint approval_delegation_length check (ends_at <= starts_at + interval '30 days'),
	constraint approval_delegation_not_self check (delegator_human <> delegate_human),
	-- One at a time votes in somebody's place.
	constraint approval_delegation_one exclude using gist
		(int8range(delegator_id, delegator_id, '[]') with &&, tstzrange(starts_at, ends_at) with &&)
		where (revoked_at is null)
);

create index approval_delegation_of on approval_delegation (delegator_id, number desc);
create index approval_delegation_to on approval_delegation (delegate_id, number desc);

grant select, insert on approval_delegation to ${portal};
grant update (revoked_at) on approval_delegation to ${portal};

create function approval_delegation_of_humans() returns trigger language plpgsql as $$
begin
	if tg_op = 'UPDATE' then
		new.revoked_at := coalesce(old.revoked_at, new.revoked_at);
		return new;
	end if;
	new.revoked_at := null;
	select human into new.delegator_human from person where id = new.delegator_id for share;
	select human into new.delegate_human from person where id = new.delegate_id for share;
	return new;
end $$;

create trigger approval_delegation_of_humans before insert or update on approval_delegation
	for each row execute function approval_delegation_of_humans();

-- In whose place somebody voted: whose roles and teams the vote counts with.
alter table approval_vote add column delegation bigint references approval_delegation;
alter table approval_vote add column in_place_of bigint references person;
alter table approval_vote add column place_human bigint;
alter table approval_vote add check ((delegation is null) = (in_place_of is null)
	and (delegation is null) = (place_human is null));
-- Nobody agrees in the place of whoever asked, nor in their own.
alter table approval_vote add constraint approval_vote_place_not_own check (place_human <> asker_human);
alter table approval_vote add constraint approval_vote_place_not_self check (place_human <> voter_human);

create unique index approval_vote_of_a_place on approval_vote (round, place_human) where place_human is not null;
create index approval_vote_delegated on approval_vote (delegation) where delegation is not null;

create or replace function approval_vote_of_a_human() returns trigger language plpgsql as $$
declare
	asked approval_round;
	lent approval_delegation;
begin
	select * into asked from approval_round where number = new.round for update;
	if asked.closed_at is not null then
		raise exception 'round % is closed', new.round
			using errcode = 'check_violation', constraint = 'approval_vote_in_time';
	end if;
	new.asker_id := asked.asker_id;
	select human into new.asker_human from person where id = asked.asker_id for share;
	select human into new.voter_human from person where id = new.voter_id for share;
	new.in_place_of := null;
	new.place_human := null;
	if new.delegation is not null then
		select * into lent from approval_delegation where number = new.delegation for share;
		-- What was lent to somebody is not lent on: a delegation is its delegate's alone.
		if lent.delegate_id <> new.voter_id or lent.revoked_at is not null
				or new.voted_at < lent.starts_at or new.voted_at >= lent.ends_at then
			raise exception 'delegation % is not that of account % now', new.delegation, new.voter_id
				using errcode = 'check_violation', constraint = 'approval_vote_delegated';
		end if;
		new.in_place_of := lent.delegator_id;
		select human into new.place_human from person where id = lent.delegator_id for share;
	end if;
	-- Whoever is away and whoever votes in their place count once together. The round's row is held,
	-- so that no two look at the same time.
	if exists (select from approval_vote v where v.round = new.round and v.voter_human <> new.voter_human
			and (v.voter_human = new.place_human or v.place_human = new.voter_human
				or v.place_human = new.place_human)) then
		raise exception 'somebody voted in that place in round % already', new.round
			using errcode = 'unique_violation', constraint = 'approval_vote_place_once';
	end if;
	return new;
end $$;
