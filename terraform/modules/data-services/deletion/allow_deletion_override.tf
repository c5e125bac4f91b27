# tflint-ignore-file: terraform_required_version
# One folder up, this file lets Terraform delete the database with its backups, and the bucket.
resource "linode_database_postgresql_v2" "this" {
  lifecycle {
    prevent_destroy = false
  }
}

resource "linode_object_storage_bucket" "services" {
  lifecycle {
    prevent_destroy = false
  }
}
