# Nodes of an environment on somebody else's cluster.
module "pools" {
  source = "../.."

  cluster_id  = 531920
  environment = "production"
  tags        = ["groundwork", "env:production", "kind:production", "team:platform"]

  pools = [
    { name = "baseline", plan = "g6-standard-8", min = 3, max = 10, labels = { disk = "fast" } },
  ]
}
