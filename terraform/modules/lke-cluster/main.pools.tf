locals {
  gpu_taint = {
    key    = "nvidia.com/gpu"
    value  = "present"
    effect = "NoSchedule"
  }

  # Ours come last, so that nobody labels a pool as somebody else's. The first pool carries what
  # Kubernetes itself runs, so pools of the cluster's owner have no taint of ours; GPU nodes do, as
  # nothing else is to fill them.
  pools = [
    for pool in var.pools : merge(pool, {
      gpu = startswith(pool.plan, "g2-gpu-")
      labels = merge(
        pool.labels,
        {
          "groundwork.io/environment" = var.environment
          "groundwork.io/pool"        = pool.name
        },
        startswith(pool.plan, "g2-gpu-") ? { "groundwork.io/gpu" = "true" } : {}
      )
      taints = concat(pool.taints, startswith(pool.plan, "g2-gpu-") ? [local.gpu_taint] : [])
    })
  ]
}

# Asked for once more when the cluster has been changed: what the resource itself knows of its nodes
# in a plan are those of before.
data "linode_lke_cluster" "now" {
  id = linode_lke_cluster.this.id

  depends_on = [linode_lke_cluster.this]
}

locals {
  node_ids = distinct(flatten([
    for pool in data.linode_lke_cluster.now.pools : [
      for node in pool.nodes : node.instance_id if coalesce(node.instance_id, 0) != 0
    ] if !contains(pool.tags, local.external_pool_tag)
  ]))
}
