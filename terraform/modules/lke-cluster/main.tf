locals {
  enterprise = var.tier == "enterprise"

  # The one tag by which this cluster knows the pools that others own. The same word stands in
  # node-pool; a cluster that did not list it from its first day would remove those pools.
  external_pool_tag = "groundwork-external-pool"

  # An open list is no list: the API refuses addresses beside a list that is switched off.
  open_to_everybody = anytrue([for range in var.api_allow_list : contains(["0.0.0.0/0", "::/0"], range)])
}

resource "linode_lke_cluster" "this" {
  label              = var.label
  region             = var.region
  k8s_version        = var.kubernetes_version
  tier               = var.tier
  tags               = var.tags
  external_pool_tags = [local.external_pool_tag]

  # On the standard tier nodes do not join a VPC.
  vpc_id    = local.enterprise ? var.vpc_id : null
  subnet_id = local.enterprise ? var.subnet_id : null

  control_plane {
    # Cannot be taken back, and enterprise always has it.
    high_availability  = var.high_availability || local.enterprise
    audit_logs_enabled = local.enterprise ? coalesce(var.audit_logs, true) : null

    acl {
      enabled = !local.open_to_everybody

      dynamic "addresses" {
        for_each = local.open_to_everybody ? [] : [var.api_allow_list]

        content {
          ipv4 = [for range in addresses.value : range if !strcontains(range, ":")]
          ipv6 = [for range in addresses.value : range if strcontains(range, ":")]
        }
      }
    }
  }

  dynamic "pool" {
    for_each = local.pools

    content {
      label           = pool.value.name
      type            = pool.value.plan
      labels          = pool.value.labels
      disk_encryption = "enabled"
      firewall_id     = local.enterprise ? var.firewall_id : null

      autoscaler {
        min = pool.value.min
        max = pool.value.max
      }

      dynamic "taint" {
        for_each = pool.value.taints

        content {
          key    = taint.value.key
          value  = taint.value.value
          effect = taint.value.effect
        }
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}
