# A database of three nodes in the network of the cluster's nodes.
module "data" {
  source = "../.."

  label  = "ias-production"
  region = "fr-par"
  nodes  = 3

  private_network = {
    vpc_id       = 4711
    subnet_id    = 4712
    subnet_range = "10.0.0.0/22"
  }

  maintenance = {
    day_of_week = 7
    hour_of_day = 3
  }
}
