mock_provider "linode" {
  override_during = plan

  mock_resource "linode_object_storage_bucket" {
    defaults = { s3_endpoint = "fr-par.example" }
  }
  mock_resource "linode_object_storage_key" {
    defaults = { access_key = "ACCESS", secret_key = "not-a-secret" }
  }
}

variables {
  label  = "ias-production"
  region = "fr-par"
}

run "logs_traces_and_backups_have_a_bucket_each" {
  command = plan

  assert {
    condition     = { for name, bucket in output.buckets : name => bucket.name } == { backups = "ias-production-backups", logs = "ias-production-logs", traces = "ias-production-traces" }
    error_message = "buckets are ${jsonencode(output.buckets)}"
  }

  assert {
    condition     = alltrue([for bucket in linode_object_storage_bucket.this : bucket.acl == "private"])
    error_message = "a bucket is not private"
  }
}

run "what_is_old_goes" {
  command = plan

  variables {
    retention_days = 60
  }

  assert {
    condition     = linode_object_storage_bucket.this["logs"].lifecycle_rule[0].expiration[0].days == 60 && linode_object_storage_bucket.this["traces"].lifecycle_rule[0].expiration[0].days == 14
    error_message = "logs or traces stay for another time"
  }

  assert {
    condition     = length(linode_object_storage_bucket.this["backups"].lifecycle_rule[0].expiration) == 0 && linode_object_storage_bucket.this["backups"].lifecycle_rule[0].noncurrent_version_expiration[0].days == 30
    error_message = "backups go, or their old versions stay"
  }
}

run "a_key_opens_its_bucket_and_no_other" {
  command = plan

  assert {
    condition     = alltrue([for name, key in linode_object_storage_key.this : one(key.bucket_access).bucket_name == "ias-production-${name}"])
    error_message = "a key opens another bucket"
  }

  assert {
    condition     = toset(keys(nonsensitive(output.keys))) == toset(["backups", "logs", "traces"])
    error_message = "keys are not for backups, logs and traces"
  }
}

run "audit_logs_are_kept_for_90_days" {
  command = plan

  variables {
    audit          = true
    tracing        = false
    retention_days = 7
  }

  assert {
    condition     = linode_object_storage_bucket.this["audit"].lifecycle_rule[0].expiration[0].days == 90
    error_message = "audit logs stay for another time"
  }

  assert {
    condition     = !contains(keys(linode_object_storage_bucket.this), "traces")
    error_message = "there are traces"
  }
}

run "retention_is_a_number_of_days" {
  command = plan

  variables {
    retention_days = 0
  }

  expect_failures = [var.retention_days]
}
