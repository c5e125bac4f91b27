-- How the portal lets people in by break-glass: tokens of an identity of its own in each cluster, each
-- bound to a Secret there with which it can be ended.
create table cluster_break_glass (
	cluster_id  bigint      not null references cluster on delete cascade,
	secret      text        not null check (secret <> ''),
	token       bytea       not null check (length(token) > 0),
	expires_at  timestamptz not null check (expires_at > renewed_at),
	renewed_at  timestamptz not null,
	-- Another one is shown; its Secret is to go.
	retired     boolean     not null default false,
	primary key (cluster_id, secret)
);

create unique index cluster_break_glass_one on cluster_break_glass (cluster_id) where not retired;

grant select, insert, delete on cluster_break_glass to ${portal};
grant update (token, expires_at, renewed_at, retired) on cluster_break_glass to ${portal};

-- Who breaks the glass gets in at once and for an hour, by a grant that lasts no longer.
alter table access_grant drop constraint access_grant_role_check;
alter table access_grant add constraint access_grant_role_check
	check (role in ('viewer', 'operator', 'break-glass'));
alter table access_grant add constraint access_grant_an_hour
	check (role <> 'break-glass' or (minutes <= 60 and ends_at <= began_at + interval '1 hour' and more_minutes is null));
-- As it is called in the cluster, where its number does not say: those that were made without the portal.
alter table access_grant add column account text check (account <> '');
create unique index access_grant_made_elsewhere on access_grant (account) where account is not null;
-- What every page warns of.
create index access_grant_forced on access_grant (number) where role = 'break-glass' and ended_at is null;

create table break_glass (
	grant_number   bigint      primary key references access_grant,
	person_id      bigint      not null references person,
	incident       text        not null check (incident <> ''),
	-- Whether it was used while the portal was away, and its receipt brought in later.
	offline        boolean     not null default false,
	-- Until when somebody else has to look at what was done.
	review_by      timestamptz not null,
	late_at        timestamptz,
	reviewed_at    timestamptz,
	reviewer_id    bigint      references person,
	reviewer       text,
	justified      boolean,
	finding        text        not null default '',
	-- After the review the credential is made anew that let them in.
	rotated_at     timestamptz,
	rotate_at      timestamptz,
	obstacle       text        not null default '',
	check ((reviewed_at is null) = (reviewer_id is null) and (reviewed_at is null) = (reviewer is null)
		and (reviewed_at is null) = (justified is null)),
	check (rotated_at is null or reviewed_at is not null)
);

-- One at a time, as long as nobody has looked at it. What was done without the portal was done.
create unique index break_glass_one on break_glass (person_id) where reviewed_at is null and not offline;
create index break_glass_unreviewed on break_glass (review_by) where reviewed_at is null;
create index break_glass_unrotated on break_glass (grant_number) where reviewed_at is not null and rotated_at is null;

grant select, insert on break_glass to ${portal};
grant update (late_at, reviewed_at, reviewer_id, reviewer, justified, finding, rotated_at, rotate_at, obstacle)
	on break_glass to ${portal};

-- Whether a human waits for the review of what they did, under whichever of their accounts.
create function break_glass_waits(account bigint) returns boolean language sql stable as $$
	select exists (select from break_glass used join person who on who.id = used.person_id
		where used.reviewed_at is null
			and who.human = (select human from person where id = account))
$$;

-- Until somebody else has looked at it nobody gets in again by anything, but with what was made elsewhere.
create function access_grant_after_review() returns trigger language plpgsql as $$
begin
	if new.account is null and break_glass_waits(new.holder_id) then
		raise exception '% has broken the glass, and nobody else has looked at it yet', new.holder
			using errcode = 'check_violation', constraint = 'break_glass_review';
	end if;
	return new;
end $$;

create trigger access_grant_after_review before insert on access_grant
	for each row execute function access_grant_after_review();

create function access_credential_after_review() returns trigger language plpgsql as $$
begin
	if exists (select from access_grant where number = new.grant_number and role <> 'break-glass'
			and break_glass_waits(holder_id)) then
		raise exception 'the holder of grant % has broken the glass, and nobody else has looked at it yet',
			new.grant_number using errcode = 'check_violation', constraint = 'break_glass_review';
	end if;
	return new;
end $$;

create trigger access_credential_after_review before insert on access_credential
	for each row execute function access_credential_after_review();

-- Nobody looks at their own, and what was found is never said anew.
create function break_glass_reviewed() returns trigger language plpgsql as $$
begin
	if old.reviewed_at is not null and (new.reviewed_at, new.reviewer_id, new.justified, new.finding)
			is distinct from (old.reviewed_at, old.reviewer_id, old.justified, old.finding) then
		raise exception 'break-glass % was reviewed already', old.grant_number
			using errcode = 'check_violation', constraint = 'break_glass_reviewed_once';
	end if;
	if new.reviewer_id is not null and (select human from person where id = new.reviewer_id)
			= (select human from person where id = new.person_id) then
		raise exception 'break-glass % is reviewed by somebody else', old.grant_number
			using errcode = 'check_violation', constraint = 'break_glass_reviewed_by_another';
	end if;
	return new;
end $$;

create trigger break_glass_reviewed before update on break_glass
	for each row execute function break_glass_reviewed();
