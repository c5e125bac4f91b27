# tflint-ignore-file: terraform_required_version
# One folder up, this file lets Terraform delete the zone, with all names in it.
resource "linode_domain" "zone" {
  lifecycle {
    prevent_destroy = false
  }
}
