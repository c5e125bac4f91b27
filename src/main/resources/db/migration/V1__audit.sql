-- The audit record: rows, the chain over them, signed segments of the chain, where those
-- were anchored, and what was pruned. Nothing here is ever updated; the portal's role
-- may read and add, and only the columns that are not the database's to say.

create table audit_row (
	id      bigint generated always as identity primary key,
	-- Who is still writing is known from transaction numbers alone; the sealer needs them.
	tx      xid8        not null default pg_current_xact_id(),
	-- The database's clock: one for all processes, and not the portal's to set back.
	at      timestamptz not null default clock_timestamp(),
	actor   text collate "C" not null check (char_length(actor) between 1 and 200),
	action  text collate "C" not null check (action ~ '^[a-z][a-z0-9-]*([.][a-z0-9-]+)+$' and char_length(action) <= 100),
	subject text collate "C" not null check (char_length(subject) between 1 and 200),
	outcome text collate "C" not null check (outcome in ('done', 'refused', 'failed')),
	-- json and not jsonb: the text that was written is the text that is hashed.
	details json        not null default '{}'
		check (json_typeof(details) = 'object' and details::text !~ '[\n\r]'),
	person  text collate "C" not null generated always as (lower(actor collate pg_c_utf8) collate "C") stored,
	-- What stands before the colon, if it is a word of ours: a text from outside must not
	-- be able to make up any number of kinds.
	kind    text collate "C" not null
		generated always as (coalesce(substring(subject from '^([a-z][a-z-]{0,39}):'), '')) stored
)
with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

create index audit_row_tx on audit_row (tx);
-- Each search walks one of these from its newest end; see AuditSearch.
create index audit_row_outcome on audit_row (outcome, at, id);
create index audit_row_person on audit_row (person, outcome, at, id);
create index audit_row_subject on audit_row (subject, outcome, at, id);
create index audit_row_action on audit_row (action, kind, outcome, at, id);
create index audit_row_person_action on audit_row (person, action, kind, outcome, at, id);

-- A row's place in the chain. No foreign key: it would lock, and so rewrite, each row.
create table audit_link (
	seq      bigint primary key check (seq > 0),
	row_id   bigint not null unique,
	previous bytea  not null check (octet_length(previous) = 32),
	hash     bytea  not null check (octet_length(hash) = 32)
);

-- A stretch of the chain that was closed and signed; the statement is what is anchored.
create table audit_segment (
	number    bigint primary key check (number > 0),
	first_seq bigint not null unique,
	last_seq  bigint not null unique check (last_seq >= first_seq),
	head      bytea  not null check (octet_length(head) = 32),
	statement text   not null,
	closed_at timestamptz not null default clock_timestamp()
);

create table audit_anchor (
	segment     bigint primary key references audit_segment,
	object      text   not null,
	anchored_at timestamptz not null default clock_timestamp()
);

-- What is left of pruned rows: enough for the rest to verify.
create table audit_pruned (
	last_seq  bigint primary key,
	last_hash bytea  not null check (octet_length(last_hash) = 32),
	pruned_at timestamptz not null default clock_timestamp()
);

-- The second line of defence, which holds for the owner too.
create function audit_refuse() returns trigger language plpgsql
	set search_path = pg_catalog, ${flyway:defaultSchema}, pg_temp as $$
begin
	raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
		using errcode = 'insufficient_privilege';
end $$;

create function audit_refuse_young_row() returns trigger language plpgsql
	set search_path = pg_catalog, ${flyway:defaultSchema}, pg_temp as $$
begin
	if exists (select from gone where gone.at > clock_timestamp() - interval '90 days') then
		raise exception 'audit rows younger than 90 days are never deleted'
			using errcode = 'insufficient_privilege';
	end if;
	return null;
end $$;

create function audit_refuse_young_link() returns trigger language plpgsql
	set search_path = pg_catalog, ${flyway:defaultSchema}, pg_temp as $$
begin
	if exists (select from gone join audit_row on audit_row.id = gone.row_id
			where audit_row.at > clock_timestamp() - interval '90 days') then
		raise exception 'links of audit rows younger than 90 days are never deleted'
			using errcode = 'insufficient_privilege';
	end if;
	return null;
end $$;

create trigger audit_row_unchanged before update or truncate on audit_row
	for each statement execute function audit_refuse();
create trigger audit_row_kept after delete on audit_row referencing old table as gone
	for each statement execute function audit_refuse_young_row();
create trigger audit_link_unchanged before update or truncate on audit_link
	for each statement execute function audit_refuse();
create trigger audit_link_kept after delete on audit_link referencing old table as gone
	for each statement execute function audit_refuse_young_link();
create trigger audit_segment_kept before update or delete or truncate on audit_segment
	for each statement execute function audit_refuse();
create trigger audit_anchor_kept before update or delete or truncate on audit_anchor
	for each statement execute function audit_refuse();
create trigger audit_pruned_kept before update or delete or truncate on audit_pruned
	for each statement execute function audit_refuse();

-- The only way out: whole segments that are sealed, signed, anchored and old. What the
-- portal wrote into audit_segment is not believed: the age is that of the rows themselves.
create function audit_prune(older_than interval) returns bigint language plpgsql
	security definer set search_path = pg_catalog, ${flyway:defaultSchema}, pg_temp as $$
declare
	at_now constant timestamptz := clock_timestamp();
	edge constant timestamptz := at_now - older_than;
	first_kept bigint;
	last_gone bigint;
	last_hash bytea;
	segment record;
	count_gone bigint;
begin
	if older_than is null or edge > at_now - interval '90 days' then
		raise exception 'audit rows are kept for at least 90 days: pruning those older than % is refused', older_than
			using errcode = 'insufficient_privilege';
	end if;
	lock table audit_pruned in exclusive mode;
	select coalesce(max(p.last_seq), 0) + 1 into first_kept from audit_pruned p;
	for segment in
		select s.last_seq, exists (select from audit_anchor a where a.segment = s.number) as anchored
		from audit_segment s where s.last_seq >= first_kept order by s.last_seq
	loop
		exit when not segment.anchored;
		exit when exists (select from audit_link l join audit_row r on r.id = l.row_id
			where l.seq between first_kept and segment.last_seq and r.at >= edge);
		exit when not exists (select from audit_link l where l.seq = segment.last_seq);
		last_gone := segment.last_seq;
		first_kept := last_gone + 1;
	end loop;
	if last_gone is null then
		return 0;
	end if;
	select l.hash into strict last_hash from audit_link l where l.seq = last_gone;
	with gone as (delete from audit_link l where l.seq <= last_gone returning l.row_id)
		delete from audit_row r using gone where r.id = gone.row_id;
	get diagnostics count_gone = row_count;
	insert into audit_pruned (last_seq, last_hash) values (last_gone, last_hash);
	return count_gone;
end $$;

revoke all on audit_row, audit_link, audit_segment, audit_anchor, audit_pruned from public;
revoke all on function audit_prune(interval), audit_refuse(), audit_refuse_young_row(), audit_refuse_young_link() from public;

grant select on audit_row, audit_link, audit_segment, audit_anchor, audit_pruned to "${portal}";
grant insert (actor, action, subject, outcome, details) on audit_row to "${portal}";
grant insert (seq, row_id, previous, hash) on audit_link to "${portal}";
grant insert (number, first_seq, last_seq, head, statement) on audit_segment to "${portal}";
grant insert (segment, object) on audit_anchor to "${portal}";
grant execute on function audit_prune(interval) to "${portal}";
