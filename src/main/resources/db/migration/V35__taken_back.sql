-- Whether the provider refused to tell of somebody who had not signed out, and has not told of
-- them since. What rests on its word ends then, whoever met the refusal first: their own request
-- or the portal that asks about them.
alter table person add column taken_back boolean not null default false;
