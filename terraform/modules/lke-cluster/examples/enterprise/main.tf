# A cluster in a network of its own, that writes who did what.
module "network" {
  source = "../../../network"

  label  = "ias-production"
  region = "fr-par"
  vpc    = true
  guards = "pools"
  tags   = ["groundwork", "env:production", "kind:production", "team:platform"]
}

module "cluster" {
  source = "../.."

  label              = "ias-production"
  environment        = "production"
  region             = "fr-par"
  tier               = "enterprise"
  kubernetes_version = "v1.33.6+lke7"
  vpc_id             = module.network.vpc_id
  subnet_id          = module.network.subnet_id
  firewall_id        = module.network.pool_firewall_id
  tags               = ["groundwork", "env:production", "kind:production", "team:platform"]

  pools = [
    { name = "baseline", plan = "g6-standard-8", min = 3, max = 10 },
  ]
}
