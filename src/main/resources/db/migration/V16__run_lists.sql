-- Lists of runs that are filtered read the newest end of each kind and status, in one
-- environment or in all, so that a rare one is found without a walk through what is common.
create index run_of_kind_and_status on run (kind, status, number desc);
create index run_of_environment_kind_and_status on run (environment_id, kind, status, number desc);
drop index run_of_kind;
drop index run_of_status;
