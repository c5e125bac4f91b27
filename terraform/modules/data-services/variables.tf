variable "label" {
  description = "The database's label at Linode, unique in the account; the bucket's begins with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.label)) && !strcontains(var.label, "--") && !endswith(var.label, "-")
    error_message = "label is \"${var.label}\"; use 3 to 32 small letters, digits and single dashes, beginning with a letter."
  }
}

variable "region" {
  description = "Where the database and the bucket are; the same as the nodes'."
  type        = string
}

variable "engine_version" {
  description = "The major version of PostgreSQL, 15 or later."
  type        = string
  default     = "17"
  nullable    = false

  validation {
    condition     = try(tonumber(var.engine_version) >= 15, false)
    error_message = "data_store.version is \"${var.engine_version}\"; give 15 or later."
  }
}

variable "plan" {
  description = "The plan of each of the database's nodes: dedicated, 4 GB or more."
  type        = string
  default     = "g6-dedicated-2"
  nullable    = false

  validation {
    condition     = can(regex("^(g6-dedicated|g7-premium)-([2-9]|[1-9]\\d)$", var.plan))
    error_message = "data_store.plan is \"${var.plan}\"; take g6-dedicated-2 (Dedicated 4 GB) or a larger dedicated one."
  }
}

variable "nodes" {
  description = "How many nodes the database has: one, two, or three, of which one may fail without anybody noticing."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 2, 3], var.nodes)
    error_message = "data_store.nodes is ${var.nodes}; choose 1, 2 or 3."
  }
}

variable "private_network" {
  description = "The nodes' subnet, where they are in a VPC: the database joins it and has no public address. Without one it is reached at a public address by those in the allow list."
  type = object({
    vpc_id       = number
    subnet_id    = number
    subnet_range = string
  })
  default = null
}

variable "node_addresses" {
  description = "The addresses that pods go out from, for a database without a private network. Nodes come and go, so somebody has to keep the list: the portal does."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.node_addresses : can(cidrhost(strcontains(address, "/") ? address : strcontains(address, ":") ? "${address}/128" : "${address}/32", 0))])
    error_message = "cluster.node_addresses has to be addresses such as 192.0.2.7."
  }
}

variable "allow_list" {
  description = "Who else may reach the database, as ranges."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for range in var.allow_list : can(cidrhost(range, 0)) && strcontains(range, "/")])
    error_message = "data_store.allow_list has to be ranges such as 203.0.113.0/24, and for one address 203.0.113.7/32."
  }

  validation {
    condition = alltrue([
      for range in var.allow_list : try(tonumber(split("/", range)[1]) >= (strcontains(range, ":") ? 48 : 16), false)
    ])
    error_message = "data_store.allow_list has a range that is wider than a /16, or than a /48 of IPv6; a database is not for everybody, so name the networks that need it."
  }
}

variable "maintenance" {
  description = "When Linode may update the database: a day from 1, Monday, to 7, and an hour in UTC from which on it has four."
  type = object({
    day_of_week = number
    hour_of_day = number
  })
  default = {
    day_of_week = 7
    hour_of_day = 3
  }
  nullable = false

  validation {
    condition     = contains(range(1, 8), var.maintenance.day_of_week) && contains(range(0, 24), var.maintenance.hour_of_day)
    error_message = "data_store.maintenance has to be a day_of_week from 1, Monday, to 7 and an hour_of_day from 0 to 23."
  }
}
