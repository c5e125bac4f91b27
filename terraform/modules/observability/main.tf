locals {
  # Days after which Linode removes what is in a bucket; null keeps it, and old versions only go.
  buckets = merge(
    {
      logs    = { days = var.retention_days, versioning = false, old_days = null }
      backups = { days = null, versioning = true, old_days = 30 }
    },
    # Nobody looks for a trace of last month.
    var.tracing ? { traces = { days = min(var.retention_days, 14), versioning = false, old_days = null } } : {},
    # What Kubernetes writes of who did what is kept as long as the portal's own audit record.
    var.audit ? { audit = { days = 90, versioning = false, old_days = null } } : {}
  )
}

resource "linode_object_storage_bucket" "this" {
  for_each = local.buckets

  label        = "${var.label}-${each.key}"
  region       = var.region
  acl          = "private"
  cors_enabled = false
  versioning   = each.value.versioning

  lifecycle_rule {
    id                                     = "retention"
    enabled                                = true
    abort_incomplete_multipart_upload_days = 7

    dynamic "expiration" {
      for_each = each.value.days != null ? [each.value.days] : []

      content {
        days = expiration.value
      }
    }

    dynamic "noncurrent_version_expiration" {
      for_each = each.value.old_days != null ? [each.value.old_days] : []

      content {
        days = noncurrent_version_expiration.value
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

# A key for each bucket, good for that bucket and no other.
resource "linode_object_storage_key" "this" {
  for_each = local.buckets

  label = "${var.label}-${each.key}"

  bucket_access {
    bucket_name = linode_object_storage_bucket.this[each.key].label
    region      = linode_object_storage_bucket.this[each.key].region
    permissions = "read_write"
  }
}
