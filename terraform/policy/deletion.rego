# Data is deleted only by somebody who said so.
package main

import data.plan

holds_data := {
	"linode_database_postgresql_v2": "a database, and its backups with it",
	"linode_object_storage_bucket": "a bucket",
	"linode_lke_cluster": "a cluster, and what runs in it",
	"linode_domain": "a zone, and all names in it",
}

allowed if plan.variable("allow_data_deletion", false) == true

deny contains plan.finding("deletion-needs-a-flag", change.address, text) if {
	some change in plan.goes
	what := holds_data[change.type]
	not allowed
	text := sprintf("the plan %s %s; if that is meant, set allow_data_deletion to true, and if not, take back what makes it so", [verb(change), what])
}

warn contains plan.finding("deletion-needs-a-flag", change.address, text) if {
	some change in plan.goes
	what := holds_data[change.type]
	allowed
	text := sprintf("the plan %s %s, as allow_data_deletion says it may", [verb(change), what])
}

verb(change) := "deletes and makes again" if {
	"create" in change.change.actions
} else := "deletes"

deny contains plan.finding("high-availability-stays", cluster.address, text) if {
	some cluster in plan.of_type("linode_lke_cluster")
	some known in cluster.change.before.control_plane
	known.high_availability == true
	some wanted in cluster.change.after.control_plane
	wanted.high_availability == false
	text := "a control plane that runs several times cannot go back to one; set kubernetes.high_availability to true"
}
