# What is shown once and so cannot be imported, and a bucket that needs it.

resource "linode_object_storage_key" "all" {
  label = "everything"
}

resource "linode_object_storage_key" "one" {
  label = "backups"
  bucket_access {
    bucket_name = linode_object_storage_bucket.backups.label
    region      = linode_object_storage_bucket.backups.region
    permissions = "read_write"
  }
}

resource "linode_object_storage_bucket" "backups" {
  label      = "everything-backups"
  region     = "fr-par"
  access_key = linode_object_storage_key.all.access_key
  secret_key = linode_object_storage_key.all.secret_key
  versioning = true

  lifecycle_rule {
    id      = "old"
    enabled = true
    noncurrent_version_expiration {
      days = 30
    }
  }
}
