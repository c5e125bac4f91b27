mock_provider "linode" {
  override_during = plan

  mock_resource "linode_database_postgresql_v2" {
    defaults = { id = "21", host_primary = "a21.example", port = 10021, version = "17", root_username = "admin", root_password = "not-a-secret", ca_cert = "pem" }
  }
  mock_resource "linode_object_storage_bucket" {
    defaults = { s3_endpoint = "fr-par.example" }
  }
}

variables {
  label  = "ias-production"
  region = "fr-par"
}

run "a_database_without_a_network_takes_the_nodes_one_by_one" {
  command = plan

  variables {
    node_addresses = ["192.0.2.11", "2001:db8::11", "192.0.2.12/32"]
    allow_list     = ["203.0.113.0/24"]
  }

  assert {
    condition     = output.allow_list == toset(["192.0.2.11/32", "192.0.2.12/32", "2001:db8::11/128", "203.0.113.0/24"])
    error_message = "the allow list is ${jsonencode(output.allow_list)}"
  }

  assert {
    condition     = linode_database_postgresql_v2.this.private_network == null && !output.database.private
    error_message = "there is a private network"
  }
}

run "nobody_is_let_in_by_default" {
  command = plan

  assert {
    condition     = length(linode_database_postgresql_v2.this.allow_list) == 0
    error_message = "the allow list is ${jsonencode(linode_database_postgresql_v2.this.allow_list)}"
  }
}

run "a_private_database_has_no_public_address" {
  command = plan

  variables {
    private_network = { vpc_id = 11, subnet_id = 12, subnet_range = "10.0.0.0/22" }
    node_addresses  = ["192.0.2.11"]
  }

  assert {
    condition     = linode_database_postgresql_v2.this.private_network.subnet_id == 12 && !linode_database_postgresql_v2.this.private_network.public_access
    error_message = "the database is not private"
  }

  assert {
    condition     = output.allow_list == toset(["10.0.0.0/22"]) && output.database.private
    error_message = "the allow list is ${jsonencode(output.allow_list)}"
  }
}

run "linode_may_update_it_in_its_window" {
  command = plan

  variables {
    maintenance = { day_of_week = 2, hour_of_day = 4 }
  }

  assert {
    condition     = linode_database_postgresql_v2.this.updates == { day_of_week = 2, hour_of_day = 4, duration = 4, frequency = "weekly" }
    error_message = "the window is ${jsonencode(linode_database_postgresql_v2.this.updates)}"
  }
}

run "files_are_kept_in_a_private_bucket" {
  command = plan

  assert {
    condition     = output.bucket.name == "ias-production-services" && linode_object_storage_bucket.services.acl == "private" && linode_object_storage_bucket.services.versioning
    error_message = "the bucket is ${jsonencode(output.bucket)}"
  }
}

run "postgresql_is_15_or_later" {
  command = plan

  variables {
    engine_version = "14"
  }

  expect_failures = [var.engine_version]
}

run "a_plan_is_dedicated" {
  command = plan

  variables {
    plan = "g6-nanode-1"
  }

  expect_failures = [var.plan]
}

run "nodes_are_one_to_three" {
  command = plan

  variables {
    nodes = 4
  }

  expect_failures = [var.nodes]
}

run "a_database_is_not_for_everybody" {
  command = plan

  variables {
    allow_list = ["0.0.0.0/0"]
  }

  expect_failures = [var.allow_list]
}

run "ranges_have_a_length" {
  command = plan

  variables {
    allow_list = ["203.0.113.7"]
  }

  expect_failures = [var.allow_list]
}

run "weeks_have_seven_days" {
  command = plan

  variables {
    maintenance = { day_of_week = 8, hour_of_day = 4 }
  }

  expect_failures = [var.maintenance]
}

run "labels_have_single_dashes" {
  command = plan

  variables {
    label = "ias--production"
  }

  expect_failures = [var.label]
}
