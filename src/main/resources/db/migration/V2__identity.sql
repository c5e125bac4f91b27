-- People as their provider knows them. Roles and teams are not kept: they follow from the
-- groups and the settings each time they are needed.
create table person (
	id                   bigint generated always as identity primary key,
	issuer               text        not null,
	subject              text        not null,
	name                 text        not null check (name <> ''),
	display_name         text        not null,
	email                text,
	email_verified       boolean     not null default false,
	groups               text[]      not null,
	groups_confirmed_at  timestamptz not null,
	-- Sealed by the portal; null when the provider took it back.
	refresh_token        bytea,
	first_seen_at        timestamptz not null,
	last_sign_in_at      timestamptz,
	locked_at            timestamptz,
	locked_by            text,
	lock_reason          text,
	version              int         not null default 0,
	unique (issuer, subject),
	check ((locked_at is null) = (locked_by is null) and (locked_at is null) = (lock_reason is null))
);

create index person_name on person (lower(name) text_pattern_ops, id);

grant select, insert, update on person to ${portal};

create table api_token (
	id            bigint generated always as identity primary key,
	person_id     bigint      not null references person,
	name          text        not null check (length(name) between 1 and 80),
	-- The token itself is never kept: only what proves it, and enough to tell it from others.
	hash          bytea       not null unique check (length(hash) = 32),
	hint          text        not null,
	scopes        text[]      not null check (cardinality(scopes) > 0 and scopes <@ array ['read', 'write']),
	created_at    timestamptz not null,
	expires_at    timestamptz not null check (expires_at > created_at and expires_at <= created_at + interval '367 days'),
	last_used_at  timestamptz,
	revoked_at    timestamptz,
	revoked_by    text,
	check ((revoked_at is null) = (revoked_by is null))
);

create index api_token_person on api_token (person_id, id desc);

grant select, insert on api_token to ${portal};
-- What a token may do and for how long is settled when it is made.
grant update (last_used_at, revoked_at, revoked_by) on api_token to ${portal};
