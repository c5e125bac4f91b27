# No public database.
package main

import data.bounds
import data.plan

deny contains plan.finding("no-public-database", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	some range in database.change.after.allow_list
	not plan.private(range)
	plan.bits(range) < widest(range)
	text := sprintf("its allow list has %s, which is far more than those who need the database; name their networks in data_store.allow_list", [range])
}

deny contains plan.finding("no-public-database", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	database.change.after.private_network.public_access == true
	text := "it would have a public address beside the one in its private network; leave private_network.public_access false"
}

widest(range) := bounds.widest_database_range.ipv4 if not contains(range, ":")

widest(range) := bounds.widest_database_range.ipv6 if contains(range, ":")
