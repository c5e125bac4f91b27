# Where the state is, for those who run Terraform by hand: a bucket in Linode's object storage. The
# portal keeps states itself and takes no notice of this file.
#
# The bucket is made once, by hand and with versioning on; its key, in AWS_ACCESS_KEY_ID and
# AWS_SECRET_ACCESS_KEY, opens it and no other. The Makefile adds which state it is (key = …), and
# AWS_REQUEST_CHECKSUM_CALCULATION and AWS_RESPONSE_CHECKSUM_VALIDATION, without which Terraform
# from 1.11.2 on cannot write here.
bucket = "infra-state"
region = "fr-par"

endpoints = {
  s3 = "https://fr-par-1.linodeobjects.com"
}

# A file beside the state that only one can make. terraform/README.md tells how to see that your
# region honours it.
use_lockfile = true

# What Amazon has and Linode has not.
use_path_style              = true
skip_credentials_validation = true
skip_region_validation      = true
skip_metadata_api_check     = true
skip_requesting_account_id  = true
skip_s3_checksum            = true
