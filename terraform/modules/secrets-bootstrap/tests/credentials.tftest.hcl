mock_provider "linode" {
  override_during = plan

  mock_resource "linode_object_storage_key" {
    defaults = { access_key = "ACCESS", secret_key = "not-a-secret" }
  }
  mock_resource "linode_token" {
    defaults = { token = "not-a-secret" }
  }
}

variables {
  label = "ias-production"
}

run "there_is_nothing_that_nobody_asked_for" {
  command = plan

  assert {
    condition     = length(linode_object_storage_key.services) == 0 && length(linode_token.dns) == 0 && output.dns_token == null
    error_message = "there are credentials that nobody needs"
  }
}

run "a_key_opens_one_bucket" {
  command = plan

  variables {
    buckets = { services = { name = "ias-production-services", region = "fr-par" }, reports = { name = "ias-reports", region = "fr-par", permissions = "read_only" } }
  }

  assert {
    condition     = one(linode_object_storage_key.services["services"].bucket_access).permissions == "read_write" && one(linode_object_storage_key.services["reports"].bucket_access).permissions == "read_only"
    error_message = "permissions are not those that were asked for"
  }

  assert {
    condition     = output.keys["reports"].access_key == "ACCESS"
    error_message = "the key is not handed out"
  }
}

run "a_token_is_for_zones_and_ends" {
  command = plan

  variables {
    dns_token_expires_at = "2030-01-31T00:00:00Z"
  }

  assert {
    condition     = linode_token.dns[0].scopes == "domains:read_write" && linode_token.dns[0].expiry == "2030-01-31T00:00:00Z"
    error_message = "the token is good for more"
  }
}

run "an_end_is_a_time" {
  command = plan

  variables {
    dns_token_expires_at = "next year"
  }

  expect_failures = [var.dns_token_expires_at]
}

run "permissions_are_one_of_two" {
  command = plan

  variables {
    buckets = { services = { name = "x-y", region = "fr-par", permissions = "admin" } }
  }

  expect_failures = [var.buckets]
}
