package main

import data.plan

tags := ["groundwork", "env:production", "kind:production", "team:platform"]

# One resource of a plan: to be created, unless actions say otherwise.
resource(type, after) := changed(type, ["create"], null, after)

changed(type, actions, before, after) := {
	"address": sprintf("%s.x", [type]),
	"mode": "managed",
	"type": type,
	"change": {"actions": actions, "before": before, "after": after, "after_unknown": {}},
}

a_plan(resources) := {"resource_changes": resources, "variables": {}}

allowing(resources) := {"resource_changes": resources, "variables": {"allow_data_deletion": {"value": true}}}

pool := {
	"label": "baseline", "type": "g6-standard-4", "disk_encryption": "enabled",
	"autoscaler": [{"min": 3, "max": 10}],
	"taint": [{"key": "groundwork.io/environment", "value": "production", "effect": "NoSchedule"}],
}

own_pool := object.union(pool, {"tags": array.concat(tags, ["groundwork-external-pool"])})

cluster := {
	"tags": tags, "external_pool_tags": ["groundwork-external-pool"], "pool": [pool],
	"control_plane": [{"high_availability": true, "acl": [{"enabled": true}]}],
}

database := {
	"engine_id": "postgresql/17", "type": "g6-dedicated-2", "cluster_size": 3,
	"allow_list": ["192.0.2.11/32", "10.0.0.0/8"], "private_network": null,
}

rule := {"label": "https", "action": "ACCEPT", "protocol": "TCP", "ports": "443", "ipv4": ["0.0.0.0/0"], "ipv6": null}

firewall := {"tags": tags, "inbound_policy": "DROP", "disabled": false, "inbound": [rule]}

bucket := {"acl": "private", "label": "logs"}

# What is as it should be: nothing to say.
good := a_plan([
	resource("linode_lke_cluster", cluster), resource("linode_lke_node_pool", own_pool),
	resource("linode_database_postgresql_v2", database), resource("linode_firewall", firewall),
	resource("linode_object_storage_bucket", bucket),
	resource("linode_object_storage_key", {"bucket_access": [{"bucket_name": "logs"}]}),
	resource("linode_token", {"scopes": "domains:read_write", "expiry": "2030-01-01T00:00:00Z"}),
])

test_what_is_as_it_should_be_passes if {
	count(deny) == 0 with input as good
	count(warn) == 0 with input as good
}

# said: that there is one finding of that rule, for that resource, and what it says.
said(findings, rule, address, words) if {
	count(findings) == 1
	some finding in findings
	finding.rule == rule
	finding.resource == address
	startswith(finding.msg, sprintf("%s: ", [address]))
	every word in words { contains(finding.msg, word) }
}

refused(type, better, rule, words) if {
	said(deny, rule, sprintf("%s.x", [type]), words) with input as a_plan([resource(type, better)])
}

test_a_database_is_not_for_everybody if {
	every range in ["0.0.0.0/0", "::/0", "8.0.0.0/5", "203.0.0.0/12", "2001:db8::/32"] {
		refused("linode_database_postgresql_v2", object.union(database, {"allow_list": [range]}), "no-public-database", [range, "data_store.allow_list"])
	}
}

test_a_database_is_for_those_who_are_named if {
	every range in ["192.0.2.0/24", "203.0.0.0/16", "172.16.0.0/12", "10.0.0.0/8", "2001:db8::/48"] {
		count(deny) == 0 with input as a_plan([resource("linode_database_postgresql_v2", object.union(database, {"allow_list": [range]}))])
	}
}

test_a_private_database_has_no_public_address if {
	refused("linode_database_postgresql_v2", object.union(database, {"private_network": {"public_access": true}}), "no-public-database", ["public_access false"])
	count(deny) == 0 with input as a_plan([resource("linode_database_postgresql_v2", object.union(database, {"private_network": {"public_access": false}}))])
}

test_a_firewall_drops_what_no_rule_is_about if {
	refused("linode_firewall", object.union(firewall, {"inbound_policy": "ACCEPT"}), "no-open-firewall", ["inbound_policy to DROP"])
	refused("linode_firewall", object.union(firewall, {"disabled": true}), "no-open-firewall", ["switched off"])
}

test_everybody_comes_to_the_public_ports_only if {
	every change in [
		{"ports": "22"}, {"ports": "443,22"}, {"ports": "80-443"}, {"ports": null}, {"protocol": "UDP"},
		{"protocol": "ICMP", "ports": null}, {"ports": "22", "ipv4": null, "ipv6": ["::/0"]}, {"ports": "22", "ipv4": ["0.0.0.0/1"]},
	] {
		refused("linode_firewall", object.union(firewall, {"inbound": [object.union(rule, change)]}), "no-open-firewall", ["https", "network.firewall"])
	}
	every change in [{"ports": "80, 443"}, {"ports": "22", "ipv4": ["203.0.113.0/24"]}, {"ports": "22", "action": "DROP"}] {
		count(deny) == 0 with input as a_plan([resource("linode_firewall", object.union(firewall, {"inbound": [object.union(rule, change)]}))])
	}
}

test_buckets_are_private if {
	refused("linode_object_storage_bucket", object.union(bucket, {"acl": "public-read"}), "no-public-bucket", ["public-read", "private"])
}

test_an_open_api_is_warned_of if {
	open := object.union(cluster, {"control_plane": [{"high_availability": true, "acl": [{"enabled": false}]}]})
	said(warn, "api-open-to-everybody", "linode_lke_cluster.x", ["kubernetes.api_allow_list"]) with input as a_plan([resource("linode_lke_cluster", open)])
}

test_disks_are_encrypted if {
	every plain in ["disabled", null] {
		refused("linode_lke_node_pool", object.union(own_pool, {"disk_encryption": plain}), "encryption", ["baseline", "disk_encryption"])
		refused("linode_lke_cluster", object.union(cluster, {"pool": [object.union(pool, {"disk_encryption": plain})]}), "encryption", ["baseline"])
	}
}

test_databases_are_encrypted if {
	refused("linode_database_postgresql_v2", object.union(database, {"encrypted": false}), "encryption", ["fork"])
}

test_data_is_not_deleted_without_the_flag if {
	every type in ["linode_database_postgresql_v2", "linode_object_storage_bucket", "linode_lke_cluster", "linode_domain"] {
		gone := [changed(type, ["delete"], {}, null)]
		said(deny, "deletion-needs-a-flag", sprintf("%s.x", [type]), ["allow_data_deletion"]) with input as a_plan(gone)
		count(deny) == 0 with input as allowing(gone)
		said(warn, "deletion-needs-a-flag", sprintf("%s.x", [type]), ["may"]) with input as allowing(gone)
	}
}

test_data_is_not_made_anew_without_the_flag if {
	every actions in [["delete", "create"], ["create", "delete"]] {
		again := [changed("linode_database_postgresql_v2", actions, database, database)]
		said(deny, "deletion-needs-a-flag", "linode_database_postgresql_v2.x", ["makes again"]) with input as a_plan(again)
	}
}

test_what_holds_no_data_may_go if {
	count(deny) == 0 with input as a_plan([changed("linode_firewall", ["delete"], {}, null)])
}

test_high_availability_stays if {
	once := object.union(cluster, {"control_plane": [{"high_availability": false, "acl": [{"enabled": true}]}]})
	said(deny, "high-availability-stays", "linode_lke_cluster.x", ["high_availability to true"]) with input as a_plan([changed("linode_lke_cluster", ["update"], cluster, once)])
	count(deny) == 0 with input as a_plan([changed("linode_lke_cluster", ["update"], once, cluster)])
}

test_tags_say_whose_it_is if {
	every missing in tags {
		left := [tag | some tag in tags; tag != missing]
		refused("linode_firewall", object.union(firewall, {"tags": left}), "required-tags", ["tag"])
	}
	refused("linode_firewall", object.union(firewall, {"tags": array.concat(tags, ["env:other"])}), "required-tags", ["one tag"])
}

test_pools_of_others_are_known_by_one_tag if {
	refused("linode_lke_node_pool", object.union(own_pool, {"tags": tags}), "pools-of-others", ["groundwork-external-pool"])
	refused("linode_lke_cluster", object.union(cluster, {"external_pool_tags": []}), "pools-of-others", ["groundwork-external-pool"])
	refused("linode_lke_cluster", object.union(cluster, {"external_pool_tags": null}), "pools-of-others", ["groundwork-external-pool"])
}

test_pools_keep_others_pods_away if {
	every taints in [[], [{"key": "other", "value": "x", "effect": "NoSchedule"}], [{"key": "groundwork.io/environment", "value": "x", "effect": "PreferNoSchedule"}]] {
		refused("linode_lke_node_pool", object.union(own_pool, {"taint": taints}), "pools-keep-apart", ["taint"])
	}
}

test_plans_are_those_that_are_agreed if {
	every plan_name in ["g6-nanode-1", "g6-standard-32", "g1-gpu-rtx6000-1", "g2-gpu-rtx4000a4-m"] {
		refused("linode_lke_node_pool", object.union(own_pool, {"type": plan_name, "autoscaler": [{"min": 1, "max": 3}]}), "sizes", [plan_name, "g6-standard-4"])
	}
	every plan_name in ["g6-nanode-1", "g6-standard-2", "g6-dedicated-64"] {
		refused("linode_database_postgresql_v2", object.union(database, {"type": plan_name}), "sizes", [plan_name, "g6-dedicated-2"])
	}
}

test_pools_grow_within_bounds if {
	refused("linode_lke_node_pool", object.union(own_pool, {"autoscaler": [{"min": 3, "max": 11}]}), "sizes", ["11", "10"])
	refused("linode_lke_node_pool", object.union(own_pool, {"type": "g2-gpu-rtx4000a1-s", "autoscaler": [{"min": 1, "max": 4}]}), "sizes", ["4", "3"])
	refused("linode_lke_node_pool", object.union(own_pool, {"autoscaler": []}), "sizes", ["fixed"])
}

test_production_has_a_database_of_three_nodes if {
	one := object.union(database, {"cluster_size": 1})
	bad := a_plan([resource("linode_firewall", firewall), resource("linode_database_postgresql_v2", one)])
	said(deny, "sizes", "linode_database_postgresql_v2.x", ["data_store.nodes to 3"]) with input as bad
	elsewhere := object.union(firewall, {"tags": ["groundwork", "env:x", "kind:staging", "team:platform"]})
	count(deny) == 0 with input as a_plan([resource("linode_firewall", elsewhere), resource("linode_database_postgresql_v2", one)])
}

test_postgresql_is_15_or_later if {
	refused("linode_database_postgresql_v2", object.union(database, {"engine_id": "postgresql/14"}), "sizes", ["14", "15"])
}

test_keys_open_named_buckets if {
	every access in [[], null] {
		refused("linode_object_storage_key", {"bucket_access": access}, "scoped-credentials", ["bucket_access"])
	}
}

test_tokens_are_narrow_and_end if {
	every scopes in ["*", "account:read_only", "lke:*", "domains:read_write lke:*"] {
		refused("linode_token", {"scopes": scopes, "expiry": "2030-01-01T00:00:00Z"}, "scoped-credentials", ["scope"])
	}
	refused("linode_token", {"scopes": "domains:read_write", "expiry": null}, "scoped-credentials", ["expiry"])
}

test_what_is_only_read_is_not_judged if {
	read := object.union(resource("linode_firewall", {"inbound_policy": "ACCEPT"}), {"mode": "data"})
	count(deny) == 0 with input as a_plan([read])
}
