variable "label" {
  description = "The label of the VPC and of the firewall at Linode, unique in the account."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z][a-zA-Z0-9-]{2,31}$", var.label)) && !strcontains(var.label, "--")
    error_message = "label is \"${var.label}\"; use 3 to 32 letters, digits and single dashes, beginning with a letter."
  }
}

variable "region" {
  description = "Where the network is."
  type        = string
}

variable "vpc" {
  description = "Whether to make a VPC if the region has such. Nodes join one on the enterprise tier only."
  type        = bool
  default     = false
  nullable    = false
}

variable "subnet_range" {
  description = "The addresses of the VPC's subnet, in which the nodes are."
  type        = string
  default     = "10.0.0.0/22"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.subnet_range, 0)) && can(regex("^(10\\.|172\\.(1[6-9]|2\\d|3[01])\\.|192\\.168\\.)", var.subnet_range))
    error_message = "subnet_range is \"${var.subnet_range}\"; give a private IPv4 range such as 10.0.0.0/22."
  }

  validation {
    condition     = try(cidrsubnet(var.subnet_range, 0, 0), "") == var.subnet_range
    error_message = "subnet_range is \"${var.subnet_range}\", an address within a range; give its first address, such as 10.0.0.0/22."
  }
}

variable "guards" {
  description = "What the firewall is attached to: pools, which name it themselves on the enterprise tier, or nodes, which it names."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["pools", "nodes"], var.guards)
    error_message = "guards is \"${var.guards}\"; choose pools on the enterprise tier and nodes elsewhere."
  }
}

variable "node_ids" {
  description = "The Linodes that the firewall is attached to, where it guards nodes."
  type        = set(number)
  default     = []
  nullable    = false
}

variable "rules" {
  description = "Who may come in, beside what Kubernetes itself needs. Everybody may be let in to the TCP ports 80 and 443 only."
  type = list(object({
    label    = string
    protocol = string
    ports    = optional(string)
    sources  = list(string)
  }))
  default  = []
  nullable = false

  validation {
    condition     = length(var.rules) <= 18
    error_message = "network.firewall has ${length(var.rules)} rules; a firewall takes 25, of which 7 are Kubernetes' own, so join some to at most 18."
  }

  validation {
    condition     = alltrue([for rule in var.rules : can(regex("^[a-zA-Z0-9][a-zA-Z0-9._-]{2,31}$", rule.label))])
    error_message = "network.firewall[].label has to be 3 to 32 letters, digits, dots, dashes and underscores."
  }

  validation {
    condition     = alltrue([for rule in var.rules : contains(["TCP", "UDP", "ICMP"], rule.protocol)])
    error_message = "network.firewall[].protocol has to be TCP, UDP or ICMP."
  }

  validation {
    condition = alltrue([
      for rule in var.rules : rule.protocol == "ICMP" || can(regex("^\\d{1,5}(-\\d{1,5})?(, ?\\d{1,5}(-\\d{1,5})?)*$", rule.ports))
    ])
    error_message = "network.firewall[].ports has to be ports and ranges of ports with commas between, such as 443 or 8000-8010, for TCP and UDP."
  }

  validation {
    condition     = alltrue([for rule in var.rules : length(rule.sources) > 0 && alltrue([for range in rule.sources : can(cidrhost(range, 0))])])
    error_message = "network.firewall[].sources has to be ranges such as 203.0.113.0/24, and at least one."
  }

  validation {
    condition = alltrue([
      for rule in var.rules : !anytrue([for range in rule.sources : endswith(range, "/0")]) ||
      (rule.protocol == "TCP" && try(length(setsubtract([for port in split(",", rule.ports) : trimspace(port)], ["80", "443"])) == 0, false))
    ])
    error_message = "network.firewall[].sources lets everybody in to something else than the TCP ports 80 and 443; name the networks that need it."
  }
}

variable "dns" {
  description = "The names of the environment. Without zone_id the zone is made here; with it, only the records are."
  type = object({
    zone                    = string
    zone_id                 = optional(number)
    soa_email               = optional(string)
    host                    = string
    ingress_addresses       = optional(list(string), [])
    certificate_authorities = optional(list(string), ["letsencrypt.org"])
  })
  default = null

  validation {
    condition     = var.dns == null ? true : var.dns.zone_id != null || strcontains(coalesce(var.dns.soa_email, "none"), "@")
    error_message = "dns.soa_email is not given; a zone that is made needs the address of who answers for it, or give the zone_id of one that exists."
  }
}

variable "tags" {
  description = "Tags of the firewall and of the zone."
  type        = set(string)
  default     = []
  nullable    = false
}
