-- A run that says more than its log may hold is asked to stop.
alter table run drop constraint run_stop_because_check;
alter table run add constraint run_stop_because_check
	check (stop_because in ('cancel', 'time', 'drain', 'person', 'log'));

-- Files that no run was made with are removed, unless they were sent lately.
grant delete on configuration to ${portal};
grant update (stored_at) on configuration to ${portal};
