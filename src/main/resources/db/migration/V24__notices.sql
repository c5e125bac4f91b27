-- What somebody is told in the portal.
create table notice (
	id         bigint      generated always as identity primary key,
	person_id  bigint      not null references person,
	concern    text        not null check (concern in ('mine', 'decide', 'summary')),
	-- What happened; nobody is told of it twice.
	occasion   text        not null check (occasion <> ''),
	subject    text        not null check (subject <> ''),
	title      text        not null check (title <> ''),
	text       text        not null default '',
	-- Within the portal.
	link       text        not null check (link ~ '^/($|[^/\\])'),
	at         timestamptz not null,
	read_at    timestamptz,
	unique (person_id, occasion)
);

create index notice_of_person on notice (person_id, id desc);
create index notice_unread on notice (person_id, subject) where read_at is null;
create index notice_unread_subject on notice (subject) where read_at is null;
create index notice_at on notice (at);

grant select, insert, delete on notice to ${portal};
grant update (read_at) on notice to ${portal};

-- What somebody wants to be told of, and where; without a row what is usual counts.
create table notice_preference (
	person_id     bigint   primary key references person,
	here          text[]   not null check (here <@ array['mine', 'decide', 'summary']),
	slack         text[]   not null check (slack <@ array['mine', 'decide', 'summary']),
	slack_member  text     check (slack_member ~ '^[UW][A-Z0-9]{5,20}$'),
	-- Of the day in UTC at which the summary comes.
	hour          smallint not null check (hour between 0 and 23),
	changed_at    timestamptz not null,
	check (slack = '{}' or slack_member is not null)
);

grant select, insert, update on notice_preference to ${portal};

-- On which days somebody's summary was looked after, whether there was anything in it or not.
create table notice_summary (
	person_id  bigint not null references person,
	day        date   not null,
	primary key (person_id, day)
);

create index notice_summary_day on notice_summary (day);

grant select, insert, delete on notice_summary to ${portal};

-- Where else what happens is sent.
create table webhook (
	id          uuid        primary key,
	name        text        not null check (name <> ''),
	address     text        not null check (address ~ '^https?://'),
	events      text[]      not null check (cardinality(events) > 0),
	-- What deliveries are signed with, sealed by the portal; forgotten when the webhook is removed.
	secret      bytea,
	added_at    timestamptz not null,
	added_by    text        not null check (added_by <> ''),
	paused_at   timestamptz,
	paused_by   text,
	removed_at  timestamptz,
	check ((paused_at is null) = (paused_by is null)),
	check ((secret is null) = (removed_at is not null))
);

create unique index webhook_name on webhook (lower(name)) where removed_at is null;

grant select, insert on webhook to ${portal};
grant update (secret, paused_at, paused_by, removed_at) on webhook to ${portal};

-- What is on its way out: written with what it tells of, and kept for a while when it has arrived.
create table notice_delivery (
	id             bigint      generated always as identity primary key,
	-- By which the receiver knows it, however often it comes.
	key            uuid        not null unique,
	way            text        not null check (way in ('slack', 'webhook')),
	target         text        not null check (target <> ''),
	person_id      bigint      references person,
	webhook        uuid        references webhook,
	occasion       text        not null,
	subject        text        not null,
	event          text        not null,
	title          text        not null,
	body           text        not null,
	made_at        timestamptz not null,
	-- When it is tried next, and until when at most.
	due_at         timestamptz not null,
	until          timestamptz not null,
	tries          int         not null default 0,
	claimed_until  timestamptz,
	status         text        not null check (status in ('waiting', 'sent', 'superseded', 'dropped', 'given-up')),
	remark         text        not null default '',
	ended_at       timestamptz,
	unique (target, occasion),
	check ((status = 'waiting') = (ended_at is null)),
	check ((way = 'webhook') = (webhook is not null))
);

create index notice_delivery_due on notice_delivery (due_at, id) where status = 'waiting';
create index notice_delivery_waiting on notice_delivery (target, subject, id) where status = 'waiting';
create index notice_delivery_given_up on notice_delivery (id desc) where status = 'given-up';
create index notice_delivery_of_webhook on notice_delivery (webhook, id desc) where webhook is not null;
create index notice_delivery_to_people on notice_delivery (subject) where person_id is not null;
create index notice_delivery_ended on notice_delivery (ended_at) where ended_at is not null;

grant select, insert, delete on notice_delivery to ${portal};
grant update (due_at, until, tries, claimed_until, status, remark, ended_at) on notice_delivery to ${portal};

-- The one message in Slack about something, which is written anew when it moves on.
create table slack_message (
	target   text        not null,
	subject  text        not null,
	channel  text        not null check (channel <> ''),
	ts       text        not null check (ts <> ''),
	at       timestamptz not null,
	primary key (target, subject)
);

create index slack_message_at on slack_message (at);

grant select, insert, update, delete on slack_message to ${portal};

-- Until when Slack wants to be left alone. One row.
create table slack_rest (
	one    boolean     primary key default true check (one),
	until  timestamptz
);

insert into slack_rest default values;

grant select on slack_rest to ${portal};
grant update (until) on slack_rest to ${portal};
