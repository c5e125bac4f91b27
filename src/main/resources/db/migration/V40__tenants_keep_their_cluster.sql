-- Whoever owns a cluster is not destroyed while others live on it.
create function run_spares_tenants() returns trigger language plpgsql as $$
declare
	tenant text;
begin
	select e.name into tenant from environment e
		where e.host_id = new.environment_id and exists (
			select from environment_revision r where r.environment_id = e.id and not exists (
				select from run d where d.environment_id = e.id and d.kind = 'destroy' and d.status = 'done'
					and d.number > r.run))
		order by e.name limit 1;
	if tenant is not null then
		raise exception 'environment % cannot be destroyed while % lives on its cluster', new.environment_id, tenant
			using errcode = 'check_violation', constraint = 'run_spares_tenants';
	end if;
	return new;
end $$;

create trigger run_spares_tenants before insert on run
	for each row when (new.kind = 'destroy') execute function run_spares_tenants();
