-- Whoever deletes a chunk is asked whether another one follows it, which without this looks at all
-- chunks of the run for each. The table has only what was not sealed yet, so that this takes a moment.
create index run_log_chunk_previous on run_log_chunk (run, previous);
