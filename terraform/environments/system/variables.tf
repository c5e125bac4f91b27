# From the spec, as the table in terraform/README.md says. Whatever is left out is as preset.tf has it.

variable "spec_schema" {
  description = "The version of the spec's schema that these values come from."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.spec_schema == 1
    error_message = "spec_schema is ${var.spec_schema}, which these files do not know; render the values for schema 1, or take the files of a newer template."
  }
}

variable "kind" {
  description = "The kind of the environment, to be sure that the values have come to the right folder."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.kind, local.preset.kind) == local.preset.kind
    error_message = "kind is \"${coalesce(var.kind, "null")}\", and this is the folder for ${local.preset.kind}; use environments/${coalesce(var.kind, "…")}."
  }
}

variable "region" {
  description = "Where everything is."
  type        = string
  default     = "fr-par"
  nullable    = false

  validation {
    condition     = coalesce(var.cluster.region, var.region) == var.region
    error_message = "region is \"${var.region}\", but the cluster is in ${coalesce(var.cluster.region, "another region")}; an environment is where its nodes are."
  }
}

variable "topology" {
  description = "shared: on the cluster that a system environment owns. dedicated: with a cluster of its own."
  type        = string
  default     = "shared"
  nullable    = false

  validation {
    condition     = contains(["shared", "dedicated"], var.topology)
    error_message = "topology is \"${var.topology}\"; choose shared or dedicated."
  }
}

variable "tier" {
  description = "The cluster's tier, standard or enterprise; it counts for whoever owns the cluster."
  type        = string
  default     = "standard"
  nullable    = false
}

variable "kubernetes" {
  description = "The cluster's Kubernetes; it counts for whoever owns the cluster, who has to name a version."
  type = object({
    version           = optional(string)
    high_availability = optional(bool)
    audit_logs        = optional(bool)
    api_allow_list    = optional(list(string))
  })
  default  = {}
  nullable = false
}

variable "pools" {
  description = "The environment's nodes, in an order that stays: a new pool goes to the end."
  type = list(object({
    name   = string
    plan   = string
    min    = number
    max    = number
    labels = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = string
      effect = string
    })), [])
  }))
  default  = []
  nullable = false
}

variable "namespace" {
  description = "How many services the namespace holds. The namespace itself is not made by Terraform."
  type = object({
    services = optional(number, 30)
  })
  default  = {}
  nullable = false
}

variable "network" {
  description = "Who may come in to the nodes, beside what Kubernetes itself needs."
  type = object({
    firewall = optional(list(object({
      label    = string
      protocol = string
      ports    = optional(string)
      sources  = list(string)
    })), [])
  })
  default  = {}
  nullable = false
}

variable "data_store" {
  description = "The database and its maintenance window; null for none."
  type = object({
    plan       = optional(string)
    version    = optional(string)
    nodes      = optional(number)
    allow_list = optional(list(string), [])
    maintenance = optional(object({
      day_of_week = number
      hour_of_day = number
    }))
  })
  default = {}

  validation {
    condition     = try(coalesce(var.data_store.nodes, local.preset.data_store.nodes) >= local.preset.data_store.least_nodes, var.data_store == null)
    error_message = "data_store.nodes is less than ${local.preset.data_store.least_nodes}, which a ${local.preset.kind} environment has at least; give ${local.preset.data_store.least_nodes}."
  }
}

variable "observability" {
  description = "How long logs are kept, and whether there are traces."
  type = object({
    retention_days = optional(number, 30)
    tracing        = optional(bool, true)
  })
  default  = {}
  nullable = false
}

# Not from the spec: who and where the environment is, which the portal knows.

variable "name" {
  description = "The environment's name; by default that of its kind."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,38}[a-z0-9]$", coalesce(var.name, local.preset.kind)))
    error_message = "name is \"${coalesce(var.name, "null")}\"; use 3 to 40 small letters, digits and dashes, beginning with a letter."
  }
}

variable "owner" {
  description = "The team that owns the environment."
  type        = string
  default     = "platform"
  nullable    = false
}

variable "prefix" {
  description = "What all labels at Linode begin with. Buckets share their names with everybody's in the region, so it has to be the organisation's own."
  type        = string
  default     = "groundwork"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,10}[a-z0-9]$", var.prefix))
    error_message = "prefix is \"${var.prefix}\"; use 2 to 12 small letters, digits and dashes, beginning with a letter and not ending with a dash."
  }
}

variable "cluster" {
  description = "What an environment on somebody else's cluster has to know of it; and, with a cluster of its own too, the addresses that its pods go out from."
  type = object({
    id             = optional(number)
    region         = optional(string)
    tier           = optional(string, "standard")
    vpc_id         = optional(number)
    subnet_id      = optional(number)
    subnet_range   = optional(string)
    node_addresses = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = local.owns_cluster == (var.cluster.id == null)
    error_message = local.owns_cluster ? "cluster.id is given, but this environment makes a cluster of its own; leave it out." : "cluster.id is not given; name the number of the shared cluster, which is an output of the system environment, or choose topology dedicated."
  }

  validation {
    condition     = length([for part in [var.cluster.vpc_id, var.cluster.subnet_id, var.cluster.subnet_range] : part if part != null]) != 1 && length([for part in [var.cluster.vpc_id, var.cluster.subnet_id, var.cluster.subnet_range] : part if part != null]) != 2
    error_message = "cluster.vpc_id, cluster.subnet_id and cluster.subnet_range belong together; give all three, or none where the nodes are in no VPC."
  }
}

variable "dns" {
  description = "The environment's names: the zone, which is made where zone_id is left out; its host in it, by default the environment's name; the ingress, once it has an address; until when a token for the zones is good, if one is wanted."
  type = object({
    zone              = string
    zone_id           = optional(number)
    soa_email         = optional(string)
    host              = optional(string)
    ingress_addresses = optional(list(string), [])
    token_expires_at  = optional(string)
  })
  default = null
}

variable "allow_data_deletion" {
  description = "Whether a plan may delete a database, a bucket, a zone or a cluster. The policy asks for it; Terraform itself asks for the files that terraform/README.md names."
  type        = bool
  default     = false
  nullable    = false
}
