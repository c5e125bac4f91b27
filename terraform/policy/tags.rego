# Whose something is, its tags say; and by a tag and a taint environments on one cluster keep apart.
package main

import data.bounds
import data.plan

tagged := {"linode_lke_cluster", "linode_lke_node_pool", "linode_firewall", "linode_domain"}

deny contains plan.finding("required-tags", change.address, text) if {
	some change in plan.stays
	change.type in tagged
	some tag in bounds.required_tags
	not tag in plan.tags(change)
	text := sprintf("it has no tag %s, so nobody can tell whose it is; pass the environment's tags to the module", [tag])
}

deny contains plan.finding("required-tags", change.address, text) if {
	some change in plan.stays
	change.type in tagged
	some prefix in bounds.required_tag_prefixes
	count({tag | some tag in plan.tags(change); startswith(tag, prefix)}) != 1
	text := sprintf("it needs one tag that begins with %s; pass the environment's tags to the module", [prefix])
}

deny contains plan.finding("pools-of-others", pool.address, text) if {
	some pool in plan.of_type("linode_lke_node_pool")
	not bounds.external_pool_tag in plan.tags(pool)
	text := sprintf("without the tag %s the cluster's owner would take the pool for its own and remove it; add the tag", [bounds.external_pool_tag])
}

deny contains plan.finding("pools-of-others", cluster.address, text) if {
	some cluster in plan.of_type("linode_lke_cluster")
	not bounds.external_pool_tag in {tag | some tag in object.get(cluster.change.after, "external_pool_tags", [])}
	text := sprintf("its external_pool_tags lack %s, so it would remove the pools of other environments; add the tag", [bounds.external_pool_tag])
}

deny contains plan.finding("pools-keep-apart", pool.address, text) if {
	some pool in plan.of_type("linode_lke_node_pool")
	not tainted(pool)
	text := "without the taint groundwork.io/environment others' pods would run on it; add the taint, with NoSchedule"
}

tainted(pool) if {
	some taint in pool.change.after.taint
	taint.key == "groundwork.io/environment"
	taint.effect in {"NoSchedule", "NoExecute"}
}
