# A cluster that environments share, with a pool for GPUs.
module "cluster" {
  source = "../.."

  label              = "ias-system"
  environment        = "system"
  region             = "fr-par"
  kubernetes_version = "1.34"
  api_allow_list     = ["203.0.113.0/24"]
  tags               = ["groundwork", "env:system", "kind:system", "team:platform"]

  pools = [
    { name = "baseline", plan = "g6-standard-4", min = 3, max = 10 },
    { name = "gpu", plan = "g2-gpu-rtx4000a1-s", min = 1, max = 3 },
  ]
}

output "cluster_id" {
  description = "What environments on the cluster want to know."
  value       = module.cluster.id
}
