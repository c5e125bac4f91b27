module "quotas" {
  source = "./quotas"

  services = var.services
}
