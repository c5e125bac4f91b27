-- The page of a run names the request that it is of, also of one that has been planned anew since.
create index request_event_of_run on request_event (run) where run is not null;
