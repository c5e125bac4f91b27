-- A grant that was agreed to for later does not begin once too few of those who agreed still count.
alter table access_grant drop constraint access_grant_cause_check;
alter table access_grant add constraint access_grant_cause_check check (cause in ('expired', 'released', 'revoked',
	'withdrawn', 'environment', 'role', 'locked', 'unanswered', 'denied', 'lapsed'));
