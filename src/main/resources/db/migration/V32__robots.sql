-- A robot's grant: somebody answers for it, and it has a name of its own, one grant at a time in an
-- environment, and no more than a working day.
alter table access_grant add column robot text check (robot ~ '^[a-z][a-z0-9-]{1,29}$');
alter table access_grant add constraint access_grant_robots_day check (robot is null or minutes <= 480);
create unique index access_grant_one_robot on access_grant (environment_id, robot)
	where robot is not null and ended_at is null;
