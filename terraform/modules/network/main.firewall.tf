locals {
  # Linode's own network within a region, and the part of it that NodeBalancers ask from.
  private_network = "192.168.128.0/17"
  node_balancers  = "192.168.255.0/24"

  # Where nodes of this cluster talk to each other.
  inside = concat([local.private_network], local.has_vpc ? [var.subnet_range] : [])

  # What Kubernetes itself needs on its nodes; without these a cluster stops working.
  system_rules = [
    { label = "kubelet", protocol = "TCP", ports = "10250,10256", sources = local.inside },
    { label = "calico", protocol = "TCP", ports = "179,5473", sources = local.inside },
    { label = "wireguard", protocol = "UDP", ports = "51820", sources = local.inside },
    { label = "tunnels", protocol = "IPENCAP", ports = null, sources = local.inside },
    { label = "ping", protocol = "ICMP", ports = null, sources = local.inside },
    { label = "node-ports-tcp", protocol = "TCP", ports = "30000-32767", sources = [local.node_balancers] },
    { label = "node-ports-udp", protocol = "UDP", ports = "30000-32767", sources = [local.node_balancers] },
  ]

  rules = [
    for rule in concat(local.system_rules, var.rules) : {
      label    = rule.label
      protocol = rule.protocol
      ports    = contains(["TCP", "UDP"], rule.protocol) ? rule.ports : null
      ipv4     = [for range in rule.sources : range if !strcontains(range, ":")]
      ipv6     = [for range in rule.sources : range if strcontains(range, ":")]
    }
  ]
}

# Where pools name their firewall, it is there before them, and who joins a pool is guarded at once.
resource "linode_firewall" "pools" {
  count = var.guards == "pools" ? 1 : 0

  label           = var.label
  tags            = var.tags
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"

  dynamic "inbound" {
    for_each = local.rules

    content {
      label    = inbound.value.label
      action   = "ACCEPT"
      protocol = inbound.value.protocol
      ports    = inbound.value.ports
      ipv4     = length(inbound.value.ipv4) > 0 ? inbound.value.ipv4 : null
      ipv6     = length(inbound.value.ipv6) > 0 ? inbound.value.ipv6 : null
    }
  }
}

# Elsewhere the firewall names the nodes, so it comes after them. The same rules twice, since one
# resource cannot come both before and after the pools.
resource "linode_firewall" "nodes" {
  count = var.guards == "nodes" ? 1 : 0

  label           = var.label
  tags            = var.tags
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"
  linodes         = var.node_ids

  dynamic "inbound" {
    for_each = local.rules

    content {
      label    = inbound.value.label
      action   = "ACCEPT"
      protocol = inbound.value.protocol
      ports    = inbound.value.ports
      ipv4     = length(inbound.value.ipv4) > 0 ? inbound.value.ipv4 : null
      ipv6     = length(inbound.value.ipv6) > 0 ? inbound.value.ipv6 : null
    }
  }
}
