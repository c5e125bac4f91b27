mock_provider "linode" {
  override_during = plan

  mock_data "linode_region" {
    defaults = { capabilities = ["VPCs"] }
  }
  mock_resource "linode_lke_cluster" {
    defaults = { id = "531920", api_endpoints = ["https://531920.example:443"], kubeconfig = "none" }
  }
  mock_data "linode_lke_cluster" {
    defaults = { pools = [] }
  }
  mock_resource "linode_lke_node_pool" {
    defaults = { id = "77", nodes = [] }
  }
  mock_resource "linode_vpc" {
    defaults = { id = "11" }
  }
  mock_resource "linode_vpc_subnet" {
    defaults = { id = "12" }
  }
  mock_resource "linode_firewall" {
    defaults = { id = "13" }
  }
  mock_resource "linode_domain" {
    defaults = { id = "14" }
  }
  mock_resource "linode_database_postgresql_v2" {
    defaults = { id = "21", host_primary = "a21.example", port = 10021, version = "17", root_username = "admin", root_password = "not-a-secret", ca_cert = "pem" }
  }
  mock_resource "linode_object_storage_bucket" {
    defaults = { s3_endpoint = "fr-par.example" }
  }
  mock_resource "linode_object_storage_key" {
    defaults = { access_key = "ACCESS", secret_key = "not-a-secret" }
  }
}

variables {
  kubernetes = { version = "1.34" }
}

run "it_owns_the_shared_cluster" {
  command = plan

  assert {
    condition     = output.cluster.owned && length(module.pools) == 0 && output.cluster.external_pool_tag == "groundwork-external-pool"
    error_message = "the cluster is ${jsonencode(output.cluster)}"
  }
}

run "it_has_the_gpus" {
  command = plan

  assert {
    condition     = [for pool in local.pools : [pool.name, pool.plan, pool.min, pool.max]] == [["baseline", "g6-standard-4", 3, 10], ["gpu", "g2-gpu-rtx4000a1-s", 1, 3]]
    error_message = "pools are ${jsonencode(local.pools)}"
  }
}

run "it_makes_the_zone" {
  command = plan

  variables {
    dns = { zone = "ias.example", soa_email = "hostmaster@ias.example", ingress_addresses = ["192.0.2.80"] }
  }

  assert {
    condition     = output.zone_id == 14 && output.host == "system.ias.example"
    error_message = "the zone is ${jsonencode(output.zone_id)}"
  }
}
