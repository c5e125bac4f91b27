locals {
  # The same word stands in lke-cluster, which leaves pools with this tag to their owners.
  external_pool_tag = "groundwork-external-pool"
}

resource "linode_lke_node_pool" "this" {
  for_each = { for pool in var.pools : pool.name => pool }

  cluster_id      = var.cluster_id
  label           = each.value.name
  type            = each.value.plan
  tags            = setunion([local.external_pool_tag], var.tags)
  disk_encryption = "enabled"
  firewall_id     = var.firewall_id

  # Ours come last, so that nobody labels a pool as somebody else's.
  labels = merge(each.value.labels, {
    "groundwork.io/environment" = var.environment
    "groundwork.io/pool"        = each.value.name
  })

  # How many nodes there are between these is the autoscaler's business.
  autoscaler {
    min = each.value.min
    max = each.value.max
  }

  # Keeps away whoever is not of this environment.
  taint {
    key    = "groundwork.io/environment"
    value  = var.environment
    effect = "NoSchedule"
  }

  dynamic "taint" {
    for_each = each.value.taints

    content {
      key    = taint.value.key
      value  = taint.value.value
      effect = taint.value.effect
    }
  }
}
