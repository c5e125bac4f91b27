locals {
  private = var.private_network != null

  # A private database takes whoever is in the nodes' subnet; any other takes the nodes, one by one.
  # An empty list keeps everybody out.
  allow_list = setunion(
    var.allow_list,
    local.private ? [var.private_network.subnet_range] : [
      for address in var.node_addresses : strcontains(address, "/") ? address : strcontains(address, ":") ? "${address}/128" : "${address}/32"
    ]
  )
}

resource "linode_database_postgresql_v2" "this" {
  label        = var.label
  region       = var.region
  engine_id    = "postgresql/${var.engine_version}"
  type         = var.plan
  cluster_size = var.nodes
  allow_list   = local.allow_list

  private_network = local.private ? {
    vpc_id        = var.private_network.vpc_id
    subnet_id     = var.private_network.subnet_id
    public_access = false
  } : null

  updates = {
    frequency   = "weekly"
    day_of_week = var.maintenance.day_of_week
    hour_of_day = var.maintenance.hour_of_day
    duration    = 4
  }

  timeouts {
    create = "60m"
    update = "60m"
  }

  lifecycle {
    prevent_destroy = true
  }
}
