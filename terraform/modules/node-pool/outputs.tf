output "pools" {
  description = "The number of each pool, by name."
  value       = { for name, pool in linode_lke_node_pool.this : name => tonumber(pool.id) }
}

output "node_ids" {
  description = "The Linodes that are nodes of these pools now."
  value = distinct([
    for node in flatten([for pool in linode_lke_node_pool.this : pool.nodes]) : node.instance_id if coalesce(node.instance_id, 0) != 0
  ])
}

output "external_pool_tag" {
  description = "The tag by which the cluster knows that the pools are not its own."
  value       = local.external_pool_tag
}

output "quota" {
  description = "What the ResourceQuota of the environment's namespace is to say."
  value       = module.quotas.quota
}
