# What a plan, as terraform show -json tells it, is made of.
package plan

# All resources that will be there when the plan has been carried out.
stays contains change if {
	some change in input.resource_changes
	change.mode == "managed"
	change.change.after != null
}

# Those that will be deleted, or deleted and made again.
goes contains change if {
	some change in input.resource_changes
	change.mode == "managed"
	"delete" in change.change.actions
}

of_type(type) := {change | some change in stays; change.type == type}

# Every pool, whoever declares it, with the address of the resource that does.
pools contains {"address": change.address, "values": pool, "name": object.get(pool, "label", "")} if {
	some change in of_type("linode_lke_cluster")
	some pool in change.change.after.pool
}

pools contains {"address": change.address, "values": change.change.after, "name": object.get(change.change.after, "label", "")} if {
	some change in of_type("linode_lke_node_pool")
}

tags(change) := {tag | some tag in object.get(change.change.after, "tags", [])}

# The kind of the environment that the plan is for.
kinds contains trim_prefix(tag, "kind:") if {
	some change in stays
	some tag in object.get(change.change.after, "tags", [])
	startswith(tag, "kind:")
}

variable(name, otherwise) := object.get(input, ["variables", name, "value"], otherwise)

# What the plan says of something: with the rule that says so, and the resource that is meant.
finding(rule, address, text) := {
	"msg": sprintf("%s: %s", [address, text]),
	"rule": rule,
	"resource": address,
}

# A range that is, or nearly is, everybody.
for_everybody(range) if {
	not contains(range, ":")
	bits(range) < 8
}

for_everybody(range) if {
	contains(range, ":")
	bits(range) < 16
}

bits(range) := to_number(split(range, "/")[1])

private(range) if {
	some block in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]
	contains(range, ":") == contains(block, ":")
	net.cidr_contains(block, range)
}
