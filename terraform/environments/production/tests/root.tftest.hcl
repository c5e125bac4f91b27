# Of every root, as these files are the same in each: what comes of the preset and of the examples.
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
  topology   = "dedicated"
  kubernetes = { version = "1.34" }
}

run "with_a_version_alone_the_preset_does_the_rest" {
  command = plan

  assert {
    condition     = output.environment.name == local.preset.kind && output.environment.label == "groundwork-${local.preset.kind}"
    error_message = "the environment is ${jsonencode(output.environment)}"
  }

  assert {
    condition     = output.cluster.owned && output.cluster.id == 531920 && output.cluster.tier == "standard"
    error_message = "the cluster is ${jsonencode(output.cluster)}"
  }

  assert {
    condition     = output.quota.deployments == 30
    error_message = "the quota is ${jsonencode(output.quota)}"
  }
}

run "on_enterprise_database_and_nodes_are_in_one_network" {
  command = plan

  variables {
    tier       = "enterprise"
    kubernetes = { version = "v1.33.6+lke7" }
  }

  assert {
    condition     = output.database.private && output.cluster.vpc_id == 11 && module.data_services[0].allow_list == toset(["10.0.0.0/22"])
    error_message = "the database is not in the nodes' network"
  }

  assert {
    condition     = output.cluster.audit_logs && output.buckets["audit"].name == "groundwork-${local.preset.kind}-audit"
    error_message = "audit logs have nowhere to go"
  }
}

run "an_environment_may_be_without_a_database" {
  command = plan

  variables {
    data_store = null
  }

  assert {
    condition     = output.database == null && !contains(keys(output.buckets), "services")
    error_message = "there is a database"
  }
}

run "long_names_make_short_labels" {
  command = plan

  variables {
    name = "a-name-that-is-quite-a-bit--too-long-too"
  }

  assert {
    condition     = can(regex("^groundwork-a-name-that-is-[0-9a-f]{6}$", output.environment.label))
    error_message = "the label is ${output.environment.label}"
  }
}

run "values_for_another_kind_are_refused" {
  command = plan

  variables {
    kind = "elsewhere"
  }

  expect_failures = [var.kind]
}

run "a_newer_schema_is_refused" {
  command = plan

  variables {
    spec_schema = 2
  }

  expect_failures = [var.spec_schema]
}

run "an_owner_names_no_cluster" {
  command = plan

  variables {
    cluster = { id = 1 }
  }

  expect_failures = [var.cluster]
}

run "a_network_is_named_whole" {
  command = plan

  variables {
    cluster = { vpc_id = 1 }
  }

  expect_failures = [var.cluster]
}

run "everybody_is_where_the_nodes_are" {
  command = plan

  variables {
    cluster = { region = "us-ord" }
  }

  expect_failures = [var.region]
}

run "names_are_plain" {
  command = plan

  variables {
    name = "Production"
  }

  expect_failures = [var.name]
}

run "the_prefix_is_short" {
  command = plan

  variables {
    prefix = "a-very-long-organisation"
  }

  expect_failures = [var.prefix]
}
