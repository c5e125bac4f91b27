# No open firewall, and nothing else that is open by mistake.
package main

import data.bounds
import data.plan

deny contains plan.finding("no-open-firewall", firewall.address, text) if {
	some firewall in plan.of_type("linode_firewall")
	firewall.change.after.inbound_policy != "DROP"
	text := "it would let in whatever no rule is about; set inbound_policy to DROP and name who may come in"
}

deny contains plan.finding("no-open-firewall", firewall.address, text) if {
	some firewall in plan.of_type("linode_firewall")
	firewall.change.after.disabled == true
	text := "it would be switched off; leave out disabled"
}

deny contains plan.finding("no-open-firewall", firewall.address, text) if {
	some firewall in plan.of_type("linode_firewall")
	some rule in firewall.change.after.inbound
	rule.action == "ACCEPT"
	some range in array.concat(ranges(rule, "ipv4"), ranges(rule, "ipv6"))
	plan.for_everybody(range)
	not public(rule)
	text := sprintf("its rule %s lets everybody in (%s) to %s; in network.firewall name the networks that need it, or keep to the TCP ports %s", [rule.label, range, described(rule), concat(" and ", sort(bounds.public_ports))])
}

deny contains plan.finding("no-public-bucket", bucket.address, text) if {
	some bucket in plan.of_type("linode_object_storage_bucket")
	not object.get(bucket.change.after, "acl", "private") in {"private", null}
	text := sprintf("everybody could read it (acl %s); set acl to private and hand out keys", [bucket.change.after.acl])
}

warn contains plan.finding("api-open-to-everybody", cluster.address, text) if {
	some cluster in plan.of_type("linode_lke_cluster")
	some control_plane in cluster.change.after.control_plane
	some acl in control_plane.acl
	acl.enabled == false
	text := "everybody can ask its API server, though nobody gets in without a credential; name your networks in kubernetes.api_allow_list"
}

ranges(rule, family) := list if {
	list := rule[family]
	is_array(list)
} else := []

public(rule) if {
	rule.protocol == "TCP"
	is_string(rule.ports)
	ports := {trim_space(port) | some port in split(rule.ports, ",")}
	count(ports - bounds.public_ports) == 0
}

described(rule) := sprintf("%s %s", [rule.protocol, rule.ports]) if {
	is_string(rule.ports)
} else := sprintf("all of %s", [rule.protocol])
