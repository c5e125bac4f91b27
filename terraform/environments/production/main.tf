locals {
  name         = coalesce(var.name, local.preset.kind)
  owns_cluster = local.preset.owns_cluster || var.topology == "dedicated"
  tier         = local.owns_cluster ? var.tier : coalesce(var.cluster.tier, "standard")
  enterprise   = local.tier == "enterprise"

  # Labels at Linode are short; a name that is longer, or has what a database's may not, is cut and
  # told from others by a few digits of its hash.
  full_label = "${var.prefix}-${local.name}"
  label = (
    length(local.full_label) <= 32 && !strcontains(local.full_label, "--") ? local.full_label :
    "${trimsuffix(substr(replace(local.full_label, "/-+/", "-"), 0, 25), "-")}-${substr(sha256(local.full_label), 0, 6)}"
  )

  tags = [
    "groundwork",
    "env:${local.name}",
    "kind:${local.preset.kind}",
    substr("team:${replace(var.owner, "/[^A-Za-z0-9._@-]/", "-")}", 0, 50),
  ]

  pools      = length(var.pools) > 0 ? var.pools : local.preset.pools
  data_store = var.data_store != null ? [var.data_store] : []

  # The subnet that the nodes are in. Only there can they reach what has a private address.
  private_network = (
    local.owns_cluster ? (
      local.enterprise && module.network.has_vpc ? {
        vpc_id       = module.network.vpc_id
        subnet_id    = module.network.subnet_id
        subnet_range = module.network.subnet_range
      } : null
      ) : var.cluster.vpc_id == null ? null : {
      vpc_id       = var.cluster.vpc_id
      subnet_id    = var.cluster.subnet_id
      subnet_range = var.cluster.subnet_range
    }
  )
}

module "network" {
  source = "../../modules/network"

  label    = local.label
  region   = var.region
  tags     = local.tags
  vpc      = local.owns_cluster && local.enterprise
  guards   = local.enterprise ? "pools" : "nodes"
  node_ids = local.enterprise ? [] : concat(flatten(module.cluster[*].node_ids), flatten(module.pools[*].node_ids))
  rules    = var.network.firewall

  dns = var.dns == null ? null : merge(var.dns, { host = coalesce(var.dns.host, local.name) })
}

module "cluster" {
  source = "../../modules/lke-cluster"
  count  = local.owns_cluster ? 1 : 0

  label              = local.label
  environment        = local.name
  region             = var.region
  tags               = local.tags
  tier               = local.tier
  kubernetes_version = var.kubernetes.version
  high_availability  = coalesce(var.kubernetes.high_availability, local.preset.high_availability)
  audit_logs         = var.kubernetes.audit_logs
  api_allow_list     = coalesce(var.kubernetes.api_allow_list, local.preset.api_allow_list)
  pools              = local.pools
  vpc_id             = module.network.vpc_id
  subnet_id          = module.network.subnet_id
  firewall_id        = module.network.pool_firewall_id
  services           = var.namespace.services
}

module "pools" {
  source = "../../modules/node-pool"
  count  = local.owns_cluster ? 0 : 1

  cluster_id  = var.cluster.id
  environment = local.name
  tags        = local.tags
  pools       = local.pools
  firewall_id = module.network.pool_firewall_id
  services    = var.namespace.services
}

module "data_services" {
  source = "../../modules/data-services"
  count  = length(local.data_store)

  label           = local.label
  region          = var.region
  engine_version  = coalesce(local.data_store[0].version, local.preset.data_store.version)
  plan            = coalesce(local.data_store[0].plan, local.preset.data_store.plan)
  nodes           = coalesce(local.data_store[0].nodes, local.preset.data_store.nodes)
  private_network = local.private_network
  node_addresses  = var.cluster.node_addresses
  allow_list      = local.data_store[0].allow_list
  maintenance     = local.data_store[0].maintenance != null ? local.data_store[0].maintenance : local.preset.data_store.maintenance
}

module "observability" {
  source = "../../modules/observability"

  label          = local.label
  region         = var.region
  retention_days = var.observability.retention_days
  tracing        = var.observability.tracing
  audit          = anytrue(module.cluster[*].audit_logs)
}

module "secrets" {
  source = "../../modules/secrets-bootstrap"

  label                = local.label
  buckets              = { for data in module.data_services : "services" => data.bucket }
  dns_token_expires_at = try(var.dns.token_expires_at, null)
}
