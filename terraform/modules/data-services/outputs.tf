output "database" {
  description = "Where the database is."
  value = {
    id      = tonumber(linode_database_postgresql_v2.this.id)
    host    = linode_database_postgresql_v2.this.host_primary
    port    = linode_database_postgresql_v2.this.port
    version = linode_database_postgresql_v2.this.version
    private = local.private
  }
}

output "database_administrator" {
  description = "Who may do everything in the database. It is for making each environment's own role, and goes to no service."
  value = {
    username = linode_database_postgresql_v2.this.root_username
    password = linode_database_postgresql_v2.this.root_password
    ca       = linode_database_postgresql_v2.this.ca_cert
  }
  sensitive = true
}

output "allow_list" {
  description = "Who may reach the database."
  value       = local.allow_list
}

output "bucket" {
  description = "The bucket that services keep files in."
  value = {
    name     = linode_object_storage_bucket.services.label
    region   = linode_object_storage_bucket.services.region
    endpoint = linode_object_storage_bucket.services.s3_endpoint
  }
}
