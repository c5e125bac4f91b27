# The bucket that services keep files in.
resource "linode_object_storage_bucket" "services" {
  label        = "${var.label}-services"
  region       = var.region
  acl          = "private"
  cors_enabled = false
  versioning   = true

  lifecycle_rule {
    id                                     = "old-versions"
    enabled                                = true
    abort_incomplete_multipart_upload_days = 7

    noncurrent_version_expiration {
      days = 30
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}
