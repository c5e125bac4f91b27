-- A program that wants to act as somebody: it shows one code to the portal and tells the
-- other to whoever sits in front of it, who confirms it in a browser.
create table device (
	id           bigint generated always as identity primary key,
	-- Neither code is kept, only what each is known by.
	device_hash  bytea       not null unique check (length(device_hash) = 32),
	user_hash    bytea       not null check (length(user_hash) = 32),
	-- What it calls itself, and where it asked from; both are shown to whoever confirms it.
	name         text        not null check (length(name) between 1 and 60),
	address      text        not null check (address <> ''),
	begun_at     timestamptz not null,
	expires_at   timestamptz not null check (expires_at > begun_at and expires_at <= begun_at + interval '15 minutes'),
	-- When it last asked whether somebody has confirmed it.
	asked_at     timestamptz,
	status       text        not null default 'pending'
		check (status in ('pending', 'confirmed', 'refused', 'taken')),
	person_id    bigint      references person,
	decided_at   timestamptz check (decided_at >= begun_at and decided_at < expires_at),
	token_id     bigint,
	taken_at     timestamptz check (taken_at >= decided_at and taken_at < expires_at),
	check ((status = 'pending') = (decided_at is null)),
	check ((decided_at is null) = (person_id is null)),
	check ((status = 'taken') = (token_id is not null) and (token_id is null) = (taken_at is null))
);

-- Whoever confirmed it is whose token it gets.
alter table api_token add constraint api_token_of_person unique (id, person_id);
alter table device add constraint device_token foreign key (token_id, person_id) references api_token (id, person_id);

create unique index device_asks on device (user_hash) where status = 'pending';
create index device_from on device (address, begun_at);
create index device_over on device (expires_at);
create index device_confirmed on device (person_id) where status = 'confirmed';

grant select, insert, delete on device to ${portal};
grant update (asked_at, status, person_id, decided_at, token_id, taken_at) on device to ${portal};

-- It is decided once, and what was confirmed is taken once.
create function device_goes_on() returns trigger language plpgsql as $$
begin
	if new.status <> old.status and (old.status, new.status) not in (('pending', 'confirmed'), ('pending', 'refused'),
			('confirmed', 'taken'), ('confirmed', 'refused')) then
		raise exception 'device % is % already', old.id, old.status
			using errcode = 'check_violation', constraint = 'device_goes_on';
	end if;
	if old.person_id is not null and new.person_id is distinct from old.person_id then
		raise exception 'device % was decided by somebody else', old.id
			using errcode = 'check_violation', constraint = 'device_person';
	end if;
	return new;
end $$;

create trigger device_goes_on before update on device for each row execute function device_goes_on();

-- Codes that somebody typed and that no program waits with, so that nobody tries them all.
create table device_guess (
	person_id  bigint      not null references person,
	at         timestamptz not null
);

create index device_guess_of on device_guess (person_id, at);

grant select, insert, delete on device_guess to ${portal};
