# A firewall for the nodes of a standard cluster, and names for its ingress.
module "network" {
  source = "../.."

  label    = "ias-production"
  region   = "fr-par"
  guards   = "nodes"
  node_ids = [70001, 70002, 70003]
  tags     = ["groundwork", "env:production", "kind:production", "team:platform"]

  rules = [
    { label = "https", protocol = "TCP", ports = "443", sources = ["0.0.0.0/0", "::/0"] },
    { label = "office-ssh", protocol = "TCP", ports = "22", sources = ["203.0.113.0/24"] },
  ]

  dns = {
    zone              = "ias.example"
    zone_id           = 4700
    host              = "production"
    ingress_addresses = ["192.0.2.80"]
  }
}
