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
  cluster = { id = 531920, node_addresses = ["192.0.2.11"] }
}

run "on_a_shared_cluster_it_has_pools_of_its_own" {
  command = plan

  assert {
    condition     = !output.cluster.owned && output.cluster.id == 531920 && output.pools == { baseline = 77 }
    error_message = "the cluster is ${jsonencode(output.cluster)}, the pools are ${jsonencode(output.pools)}"
  }

  assert {
    condition     = module.data_services[0].allow_list == toset(["192.0.2.11/32"]) && !output.database.private
    error_message = "the database lets in ${jsonencode(module.data_services[0].allow_list)}"
  }

  assert {
    condition     = length(module.cluster) == 0
    error_message = "it makes a cluster"
  }
}

run "on_an_enterprise_cluster_its_database_is_private" {
  command = plan

  variables {
    cluster = { id = 531920, tier = "enterprise", vpc_id = 1, subnet_id = 2, subnet_range = "10.0.0.0/22" }
  }

  assert {
    condition     = output.database.private && output.cluster.vpc_id == 1
    error_message = "the database is not in the cluster's network"
  }
}

run "it_needs_a_cluster_to_be_on" {
  command = plan

  variables {
    cluster = {}
  }

  expect_failures = [var.cluster]
}

run "its_preset_is_that_of_its_kind" {
  command = plan

  assert {
    condition     = local.pools[0].plan == "g6-standard-4" && local.pools[0].min == 3 && local.pools[0].max == 10 && local.preset.data_store.nodes == 1
    error_message = "the preset is ${jsonencode(local.preset)}"
  }
}
