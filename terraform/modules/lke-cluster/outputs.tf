output "id" {
  description = "The cluster's number."
  value       = tonumber(linode_lke_cluster.this.id)
}

output "label" {
  description = "The cluster's label."
  value       = linode_lke_cluster.this.label
}

output "region" {
  description = "Where it is."
  value       = linode_lke_cluster.this.region
}

output "tier" {
  description = "Its tier."
  value       = linode_lke_cluster.this.tier
}

output "audit_logs" {
  description = "Whether Kubernetes writes audit logs."
  value       = local.enterprise && coalesce(var.audit_logs, true)
}

output "api_endpoints" {
  description = "Where its API server is."
  value       = linode_lke_cluster.this.api_endpoints
}

output "kubeconfig" {
  description = "The administrator's kubeconfig, in base64. It goes to nobody: the portal uses it once, to make identities with less."
  value       = linode_lke_cluster.this.kubeconfig
  sensitive   = true
}

output "external_pool_tag" {
  description = "The tag by which the cluster knows pools that others own."
  value       = local.external_pool_tag
}

output "pools" {
  description = "The number of each pool, by name."
  value       = zipmap(var.pools[*].name, slice(linode_lke_cluster.this.pool[*].id, 0, length(var.pools)))
}

output "node_ids" {
  description = "The Linodes that are its own nodes now."
  value       = local.node_ids
}

output "quota" {
  description = "What the ResourceQuota of the owner's namespace is to say."
  value       = module.quotas.quota
}
