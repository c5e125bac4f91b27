-- Answers kept so that a POST with an Idempotency-Key can be repeated safely for a day.
create table repeatable_post (
	person        text        not null,
	key           text        not null check (length(key) between 1 and 200),
	-- What was asked, so that the same key with another wish is refused.
	digest        bytea       not null check (length(digest) = 32),
	created_at    timestamptz not null,
	-- Null while the first one is being answered, or for ever if its process died then.
	status        int,
	-- False when the answer held a credential, which is never kept.
	kept          boolean     not null default true,
	content_type  text,
	location      text,
	body          bytea,
	primary key (person, key)
);

create index repeatable_post_age on repeatable_post (created_at);

grant select, insert, update, delete on repeatable_post to ${portal};
