-- Why what a claim said is not all in the log, as the end of a sentence; absent if it is.
alter table run_claim add column unread text check (unread <> '');
grant update (unread) on run_claim to ${portal};

-- After which line lines are missing; absent in rows of versions before, where it is the last.
alter table run_log add column missing_after bigint check (missing_after >= 0);
