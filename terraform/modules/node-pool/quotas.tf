module "quotas" {
  source = "../lke-cluster/quotas"

  services = var.services
}
