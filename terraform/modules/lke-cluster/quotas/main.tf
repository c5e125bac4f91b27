# What one service may have at most: four pods, so that a surge or an autoscaler has room beside the
# two that it usually runs, each with a quarter of a processor and half a gigabyte asked for, and
# twice that as its limit.
locals {
  pods               = 4
  cpu_millicores     = 250
  memory_mebibytes   = 512
  limit_factor       = 2
  claims             = 1
  storage_gibibytes  = 10
  kubernetes_service = 2
  configurations     = 10
}

locals {
  all_pods = var.services * local.pods

  quota = {
    services                 = var.services
    deployments              = var.services
    pods                     = local.all_pods
    requests_cpu             = "${local.all_pods * local.cpu_millicores}m"
    requests_memory          = "${local.all_pods * local.memory_mebibytes}Mi"
    limits_cpu               = "${local.all_pods * local.cpu_millicores * local.limit_factor}m"
    limits_memory            = "${local.all_pods * local.memory_mebibytes * local.limit_factor}Mi"
    persistent_volume_claims = var.services * local.claims
    requests_storage         = "${var.services * local.claims * local.storage_gibibytes}Gi"
    kubernetes_services      = var.services * local.kubernetes_service
    config_maps              = var.services * local.configurations
    secrets                  = var.services * local.configurations
  }
}
