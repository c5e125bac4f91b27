# A VPC for an enterprise cluster, and a firewall for its pools to name.
module "network" {
  source = "../.."

  label        = "ias-production"
  region       = "fr-par"
  vpc          = true
  subnet_range = "10.20.0.0/22"
  guards       = "pools"
  tags         = ["groundwork", "env:production", "kind:production", "team:platform"]
}
