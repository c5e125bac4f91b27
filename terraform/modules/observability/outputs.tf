output "buckets" {
  description = "Each bucket, by what is in it: logs, traces, backups, audit."
  value = {
    for name, bucket in linode_object_storage_bucket.this : name => {
      name     = bucket.label
      region   = bucket.region
      endpoint = bucket.s3_endpoint
    }
  }
}

output "keys" {
  description = "The key of each bucket, by what is in it."
  value = {
    for name, key in linode_object_storage_key.this : name => {
      access_key = key.access_key
      secret_key = key.secret_key
    }
  }
  sensitive = true
}
