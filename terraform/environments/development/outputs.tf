# Nothing here moves by itself, as nodes and their addresses do: a changed output is a change, and a
# drift check would never be without one.

output "environment" {
  description = "Who this is: name, kind, owner, and what its labels at Linode begin with."
  value = {
    spec_schema = var.spec_schema
    name        = local.name
    kind        = coalesce(var.kind, local.preset.kind)
    owner       = var.owner
    label       = local.label
  }
}

output "cluster" {
  description = "The cluster that the environment is on, as environments on it want to have it; node_addresses are filled in by whoever watches the nodes."
  value = {
    id                = local.owns_cluster ? one(module.cluster[*].id) : var.cluster.id
    region            = var.region
    tier              = local.tier
    owned             = local.owns_cluster
    audit_logs        = anytrue(module.cluster[*].audit_logs)
    api_endpoints     = flatten(module.cluster[*].api_endpoints)
    external_pool_tag = one(concat(module.cluster[*].external_pool_tag, module.pools[*].external_pool_tag))
    vpc_id            = try(local.private_network.vpc_id, null)
    subnet_id         = try(local.private_network.subnet_id, null)
    subnet_range      = try(local.private_network.subnet_range, null)
  }
}

output "kubeconfig" {
  description = "The administrator's kubeconfig in base64, for whoever owns the cluster. It goes to nobody."
  value       = one(module.cluster[*].kubeconfig)
  sensitive   = true
}

output "pools" {
  description = "The number of each of the environment's pools, by name."
  value       = one(concat(module.cluster[*].pools, module.pools[*].pools))
}

output "quota" {
  description = "What the namespace's ResourceQuota is to say."
  value       = one(concat(module.cluster[*].quota, module.pools[*].quota))
}

output "firewall_id" {
  description = "The number of the nodes' firewall."
  value       = module.network.firewall_id
}

output "host" {
  description = "The environment's name in full; null without names."
  value       = module.network.host
}

output "zone_id" {
  description = "The number of the zone that its names are in; null without names."
  value       = module.network.zone_id
}

output "database" {
  description = "Where the database is; null where there is none."
  value       = one(module.data_services[*].database)
}

output "database_administrator" {
  description = "Who may do everything in the database, for making the environment's own role."
  value       = one(module.data_services[*].database_administrator)
  sensitive   = true
}

output "buckets" {
  description = "Each bucket, by what is in it."
  value = merge(
    module.observability.buckets,
    { for data in module.data_services : "services" => data.bucket }
  )
}

output "keys" {
  description = "The key of each bucket, by what is in it."
  value       = merge(module.observability.keys, module.secrets.keys)
  sensitive   = true
}

output "dns_token" {
  description = "The token for the account's zones; null where none was asked for."
  value       = module.secrets.dns_token
  sensitive   = true
}

output "data_deletion_allowed" {
  description = "Whether a plan may delete data."
  value       = var.allow_data_deletion
}
