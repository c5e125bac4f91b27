-- Lists of runs that are filtered read the newest end of each kind and status, in one
-- environment or in all, so that a rare one is found without a walk through what is common.
-- By the number below zero, so that no other index is in the order that is asked for.
create index run_of_kind_and_status on run (kind, status, (-number)) include (number);
create index run_of_environment_kind_and_status on run (environment_id, kind, status, (-number)) include (number);
create index run_newest_of_environment on run (environment_id, (-number)) include (number);
drop index run_of_kind;
drop index run_of_status;
drop index run_of_environment;
