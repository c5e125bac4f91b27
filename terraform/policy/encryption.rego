# Encryption on.
package main

import data.plan

deny contains plan.finding("encryption", pool.address, text) if {
	some pool in plan.pools
	object.get(pool.values, "disk_encryption", null) != "enabled"
	text := sprintf("the disks of pool %s would not be encrypted; set disk_encryption to enabled", [pool.name])
}

deny contains plan.finding("encryption", database.address, text) if {
	some database in plan.of_type("linode_database_postgresql_v2")
	some setting in ["encrypted", "ssl_connection"]
	database.change.after[setting] == false
	text := sprintf("%s is false; a database that is not encrypted has to be made anew, by a fork of it", [setting])
}
