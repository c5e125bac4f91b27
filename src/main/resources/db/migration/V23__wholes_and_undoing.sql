-- A request for the four environments that everything begins with is agreed to once, by what they are
-- to be; its parts are requests of their own. And what was made of an environment that could not be
-- made is taken away again.
alter table request
	add column undo_plan bigint references run,
	add column undo_run bigint unique references run,
	add check (undo_run is null or undo_plan is not null),
	add check (undo_plan is null or kind = 'create'),
	add check ((kind = 'foundation') <= (whole is null));

grant update (undo_plan, undo_run) on request to ${portal};

create index request_of_undo on request (undo_plan) where undo_plan is not null;
create unique index request_one_foundation on request (kind)
	where kind = 'foundation' and status in ('awaiting-approval', 'scheduled', 'applying');
-- An environment is part of a whole once.
create unique index request_part on request (whole, environment) where whole is not null;

-- A round can follow another one: what was agreed to there covers this, without further votes. Needs and
-- votes are those of the other one.
alter table approval_round add column follows bigint references approval_round;
create index approval_round_followers on approval_round (follows) where follows is not null;

-- What may follow, however the row is written: the taking away of what an agreed create has made and that
-- has never become a revision; and a part of an agreed whole whose plan makes things and touches nothing
-- that is there.
create function approval_round_may_follow(one approval_round) returns boolean language sql stable as $$
	select exists (
		select from approval_round other
			join request r on r.number = one.subject_number
			join run_plan p on p.run in (r.undo_plan, r.plan_run) and p.digest = one.digest
		where other.number = one.follows and other.result = 'agreed' and other.follows is null
			and one.subject_kind = 'request' and other.subject_kind = 'request' and r.kind = 'create'
			and not exists (select from environment_revision v where v.environment_id = r.environment_id
				and not exists (select from run d where d.environment_id = v.environment_id
					and d.kind = 'destroy' and d.status = 'done' and d.number > v.run))
			and (other.subject_number in (r.number, r.whole) and p.destroys and p.run = r.undo_plan
				or not p.destroys and p.run = r.plan_run and p.changed = 0 and p.destroyed = 0
					and exists (select from request whole where whole.number = r.whole
						and whole.number = other.subject_number and whole.plan_digest = other.digest
						and whole.spec -> r.environment = r.spec)))
$$;

create or replace function approval_round_counts() returns trigger language plpgsql as $$
declare
	needed int;
	given int;
begin
	if old.closed_at is not null then
		raise exception 'round % is closed', old.number
			using errcode = 'check_violation', constraint = 'approval_round_once';
	end if;
	if new.result = 'agreed' and old.follows is not null then
		if not approval_round_may_follow(old) then
			raise exception 'round % is not covered by round %', old.number, old.follows
				using errcode = 'check_violation', constraint = 'approval_round_follows';
		end if;
	elsif new.result = 'agreed' then
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
