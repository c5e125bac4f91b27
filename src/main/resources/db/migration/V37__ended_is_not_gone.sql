-- When the cluster had said that what a token was bound to is not there any more. What was ended
-- and is not gone is ended again, until it is.
alter table access_credential add column gone_at timestamptz;

update access_credential set gone_at = ended_at where ended_at is not null;

alter table access_credential add check (gone_at is null or ended_at is not null);

create index access_credential_left on access_credential (grant_number)
	where ended_at is not null and gone_at is null;

grant update (gone_at) on access_credential to ${portal};
