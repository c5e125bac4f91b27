-- What was done without the portal is told to it later: from that day on a cluster's log is
-- read once more, by whoever reads it next.
alter table cluster_log add column again text check (again ~ '^\d{4}/\d{2}/\d{2}$');

grant update (again) on cluster_log to ${portal};
