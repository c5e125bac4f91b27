# For services: one bucket, and nothing else.
resource "linode_object_storage_key" "services" {
  for_each = var.buckets

  label = "${var.label}-${each.key}"

  bucket_access {
    bucket_name = each.value.name
    region      = each.value.region
    permissions = each.value.permissions
  }
}

# For cert-manager, which proves by a record in the zone that a name is ours. Linode's scopes know
# no single zone, so there is such a token only where it is asked for, and it ends.
resource "linode_token" "dns" {
  count = var.dns_token_expires_at != null ? 1 : 0

  label  = "${var.label}-dns"
  scopes = "domains:read_write"
  expiry = var.dns_token_expires_at
}
