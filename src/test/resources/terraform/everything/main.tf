# One of every resource and data source that the platform's own configurations use.

variable "nodes" {
  type    = number
  default = 2
}

variable "target" {
  type    = string
  default = "192.0.2.7"
}

resource "linode_vpc" "net" {
  label       = "everything"
  region      = "fr-par"
  description = "Where the database and the nodes meet"
}

resource "linode_vpc_subnet" "one" {
  vpc_id = linode_vpc.net.id
  label  = "one"
  ipv4   = "10.0.0.0/24"
}

resource "linode_lke_cluster" "shared" {
  label              = "everything"
  region             = "fr-par"
  k8s_version        = data.linode_lke_versions.standard.versions[0].id
  tags               = ["shared"]
  external_pool_tags = ["groundwork"]

  control_plane {
    high_availability = true
    acl {
      enabled = true
      addresses {
        ipv4 = ["127.0.0.1/32", "203.0.113.0/24"]
      }
    }
  }

  pool {
    type  = "g6-standard-2"
    count = var.nodes
    labels = {
      "groundwork.io/pool" = "system"
    }
  }
}

resource "linode_lke_node_pool" "team" {
  cluster_id = linode_lke_cluster.shared.id
  type       = "g6-standard-1"
  node_count = 1
  tags       = ["groundwork"]
  labels = {
    "groundwork.io/environment" = "development"
  }
  taint {
    key    = "groundwork.io/environment"
    value  = "development"
    effect = "NoSchedule"
  }
}

resource "linode_firewall" "nodes" {
  label           = "everything"
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"

  inbound {
    label    = "kubelet"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "10250, 10256"
    ipv4     = ["192.168.128.0/17"]
  }

  inbound {
    label    = "wireguard"
    action   = "ACCEPT"
    protocol = "UDP"
    ports    = "51820"
    ipv4     = ["192.168.128.0/17"]
  }
}

resource "linode_database_postgresql_v2" "data" {
  label        = "everything"
  engine_id    = "postgresql/17"
  region       = "fr-par"
  type         = "g6-nanode-1"
  cluster_size = 1
  allow_list   = ["127.0.0.1/32"]

  updates = {
    day_of_week = 3
    duration    = 4
    frequency   = "weekly"
    hour_of_day = 5
  }
}

resource "linode_domain" "zone" {
  type      = "master"
  domain    = "everything.example"
  soa_email = "hostmaster@everything.example"
}

resource "linode_domain_record" "www" {
  domain_id   = linode_domain.zone.id
  record_type = "A"
  name        = "www"
  target      = var.target
  ttl_sec     = 300
}

resource "linode_token" "automation" {
  label  = "everything"
  scopes = "lke:read_only"
  expiry = "2040-01-02T03:04:05Z"
}

data "linode_lke_versions" "standard" {
  tier = "standard"
}

data "linode_regions" "with_vpc" {
  filter {
    name   = "capabilities"
    values = ["VPCs"]
  }
}

data "linode_database_engines" "newest" {
  latest = true
}

data "linode_lke_types" "all" {}

data "linode_instance_types" "all" {}

data "linode_object_storage_endpoints" "all" {}

output "regions" {
  value = data.linode_regions.with_vpc.regions[*].id
}

output "kubeconfig" {
  value     = base64decode(linode_lke_cluster.shared.kubeconfig)
  sensitive = true
}

output "database" {
  sensitive = true
  value = {
    host     = linode_database_postgresql_v2.data.host_primary
    port     = linode_database_postgresql_v2.data.port
    user     = linode_database_postgresql_v2.data.root_username
    password = linode_database_postgresql_v2.data.root_password
    ca       = linode_database_postgresql_v2.data.ca_cert
  }
}
