-- When somebody signed out, since they last signed in. If the provider tells of them well after
-- that, what it is asked with outlives their session, and a refusal says something again.
alter table person add column signed_out_at timestamptz;
update person set signed_out_at = groups_confirmed_at where signed_out;
alter table person drop column signed_out;
