# Which regions have VPCs the API says.
data "linode_region" "this" {
  count = var.vpc ? 1 : 0

  id = var.region
}

locals {
  has_vpc = var.vpc && anytrue([for region in data.linode_region.this : contains(region.capabilities, "VPCs")])
}

resource "linode_vpc" "this" {
  count = local.has_vpc ? 1 : 0

  label       = var.label
  region      = var.region
  description = "Nodes and database of ${var.label}"
}

resource "linode_vpc_subnet" "this" {
  count = local.has_vpc ? 1 : 0

  vpc_id = linode_vpc.this[0].id
  label  = "nodes"
  ipv4   = var.subnet_range
}
