output "keys" {
  description = "The key of each bucket."
  value = {
    for name, key in linode_object_storage_key.services : name => {
      access_key = key.access_key
      secret_key = key.secret_key
    }
  }
  sensitive = true
}

output "dns_token" {
  description = "The token for the account's zones; null where none was asked for."
  value       = one(linode_token.dns[*].token)
  sensitive   = true
}
