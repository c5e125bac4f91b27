# tflint-ignore-file: terraform_required_version
# One folder up, this file lets Terraform delete the cluster, with everything that runs in it.
resource "linode_lke_cluster" "this" {
  lifecycle {
    prevent_destroy = false
  }
}
