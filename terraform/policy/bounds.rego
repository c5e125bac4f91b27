# What an environment may be made of. Change it here; the portal, the Makefile and the tests read it.
package bounds

external_pool_tag := "groundwork-external-pool"

node_plans := {
	"g6-standard-4", "g6-standard-6", "g6-standard-8", "g6-standard-16",
	"g6-dedicated-4", "g6-dedicated-8", "g6-dedicated-16",
	"g7-premium-4", "g7-premium-8", "g7-premium-16",
}

gpu_plans := {"g2-gpu-rtx4000a1-s", "g2-gpu-rtx4000a1-m", "g2-gpu-rtx4000a1-l", "g2-gpu-rtx4000a2-s"}

database_plans := {
	"g6-dedicated-2", "g6-dedicated-4", "g6-dedicated-8", "g6-dedicated-16",
	"g7-premium-2", "g7-premium-4", "g7-premium-8", "g7-premium-16",
}

most_nodes := 10

most_gpu_nodes := 3

least_database_version := 15

# How many nodes a database has at least, by kind of environment.
least_database_nodes := {"production": 3}

# The only ports that everybody may come to.
public_ports := {"80", "443"}

# How wide a range of addresses may be that reaches a database.
widest_database_range := {"ipv4": 16, "ipv6": 48}

required_tags := ["groundwork"]

required_tag_prefixes := ["env:", "kind:", "team:"]
