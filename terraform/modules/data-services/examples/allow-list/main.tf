# A database that the nodes reach over the internet, encrypted, each by its address.
module "data" {
  source = "../.."

  label          = "ias-development"
  region         = "us-east"
  node_addresses = ["192.0.2.11", "192.0.2.12", "192.0.2.13"]
  allow_list     = ["203.0.113.0/24"]
}
