# tflint-ignore-file: terraform_required_version
# One folder up, this file lets Terraform delete the buckets; Linode deletes empty ones only.
resource "linode_object_storage_bucket" "this" {
  lifecycle {
    prevent_destroy = false
  }
}
