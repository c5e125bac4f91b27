# Plans and numbers within bounds.
package main

import data.bounds
import data.plan

deny contains plan.finding("sizes", pool.address, text) if {
	some pool in plan.pools
	not pool.values.type in bounds.node_plans
	not pool.values.type in bounds.gpu_plans
	text := sprintf("the plan %s of pool %s is not among those that are agreed; choose one of %s, or for GPUs %s", [pool.values.type, pool.name, listed(bounds.node_plans), listed(bounds.gpu_plans)])
}

deny contains plan.finding("sizes", pool.address, text) if {
	some pool in plan.pools
	some autoscaler in pool.values.autoscaler
	autoscaler.max > most(pool)
	text := sprintf("pool %s may grow to %d nodes; %d are agreed, so set pools[].max to that or change policy/bounds.rego", [pool.name, autoscaler.max, most(pool)])
}

deny contains plan.finding("sizes", pool.address, text) if {
	some pool in plan.pools
	not scaled(pool)
	text := sprintf("pool %s has a fixed number of nodes; give pools[].min and pools[].max", [pool.name])
}

deny contains plan.finding("sizes", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	not database.change.after.type in bounds.database_plans
	text := sprintf("the plan %s is not among those that are agreed; in data_store.plan choose one of %s", [database.change.after.type, listed(bounds.database_plans)])
}

deny contains plan.finding("sizes", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	some kind in plan.kinds
	least := bounds.least_database_nodes[kind]
	database.change.after.cluster_size < least
	text := sprintf("it has %d of at least %d nodes of a %s environment; set data_store.nodes to %d", [database.change.after.cluster_size, least, kind, least])
}

deny contains plan.finding("sizes", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	version := to_number(split(database.change.after.engine_id, "/")[1])
	version < bounds.least_database_version
	text := sprintf("PostgreSQL %d is too old; set data_store.version to %d or later", [version, bounds.least_database_version])
}

scaled(pool) if count(pool.values.autoscaler) > 0

most(pool) := bounds.most_gpu_nodes if {
	contains(pool.values.type, "-gpu-")
} else := bounds.most_nodes

listed(names) := concat(", ", sort(names))
