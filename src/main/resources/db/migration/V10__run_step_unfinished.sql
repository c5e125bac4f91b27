-- The addresses of what a step that is to stop was changing when it was last heard of: whoever
-- forces the run may lose these.
alter table run_step add column unfinished text[] not null default '{}';
