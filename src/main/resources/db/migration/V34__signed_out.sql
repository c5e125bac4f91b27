-- Whether somebody has signed out since they last signed in. The provider may have ended what
-- it can be asked with then, so that its refusal says nothing about them.
alter table person add column signed_out boolean not null default false;
