terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    linode = {
      source  = "linode/linode"
      version = ">= 3.13.0, < 4.0.0"
    }
  }

  # Filled in from backend.hcl by those who run this by hand; the portal puts its own in its place.
  backend "s3" {}
}

provider "linode" {
  # The token comes from LINODE_TOKEN. Tiers are of the beta only.
  api_version = "v4beta"

  # A bucket's rules are set by S3, for which there is a key of a moment, unless LINODE_OBJ_ACCESS_KEY
  # and LINODE_OBJ_SECRET_KEY name one.
  obj_use_temp_keys = true
}
