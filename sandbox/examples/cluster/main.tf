# A cluster of two nodes, a database that this machine may reach, and a name for both. Where the
# cloud is, it learns from the environment: . .sandbox/linode.env

terraform {
  required_version = ">= 1.11"
  required_providers {
    linode = {
      source  = "registry.terraform.io/linode/linode"
      version = "3.13.0"
    }
  }
}

resource "linode_lke_cluster" "example" {
  label       = "example"
  region      = "fr-par"
  k8s_version = "1.35"

  pool {
    type  = "g6-standard-2"
    count = 2
  }
}

resource "linode_database_postgresql_v2" "example" {
  label      = "example"
  engine_id  = "postgresql/17"
  region     = "fr-par"
  type       = "g6-nanode-1"
  allow_list = ["127.0.0.1/32"]
}

resource "linode_domain" "example" {
  type      = "master"
  domain    = "groundwork.example"
  soa_email = "hostmaster@groundwork.example"
}

resource "linode_domain_record" "database" {
  domain_id   = linode_domain.example.id
  record_type = "A"
  name        = "database"
  target      = "127.0.0.1"
}

output "kubeconfig" {
  value     = base64decode(linode_lke_cluster.example.kubeconfig)
  sensitive = true
}

output "database" {
  sensitive = true
  value = {
    host     = linode_database_postgresql_v2.example.host_primary
    port     = linode_database_postgresql_v2.example.port
    user     = linode_database_postgresql_v2.example.root_username
    password = linode_database_postgresql_v2.example.root_password
    ca       = linode_database_postgresql_v2.example.ca_cert
  }
}
