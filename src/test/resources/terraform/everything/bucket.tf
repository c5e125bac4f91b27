# The same bucket for whoever tells the keys from outside.

resource "linode_object_storage_bucket" "backups" {
  label      = "everything-backups"
  region     = "fr-par"
  versioning = true

  lifecycle_rule {
    id      = "old"
    enabled = true
    noncurrent_version_expiration {
      days = 30
    }
  }
}
