variable "cluster_id" {
  description = "The number of the cluster that the pools join."
  type        = number

  validation {
    condition     = var.cluster_id != null
    error_message = "cluster.id is not given; name the shared cluster's number, an output of the environment that owns it."
  }
}

variable "environment" {
  description = "The environment that owns the pools; they are labelled and tainted with it."
  type        = string

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.environment))
    error_message = "name is \"${var.environment}\"; use small letters, digits and dashes, as it becomes a label's value in Kubernetes."
  }
}

variable "pools" {
  description = "The environment's pools on that cluster."
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
  nullable = false

  validation {
    condition     = length(var.pools) > 0 && length(distinct(var.pools[*].name)) == length(var.pools)
    error_message = "pools needs at least one pool, and each a name of its own."
  }

  validation {
    condition     = alltrue([for pool in var.pools : can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", pool.name))])
    error_message = "pools[].name has to be up to 32 small letters, digits and dashes, beginning with a letter, such as baseline."
  }

  validation {
    condition     = alltrue([for pool in var.pools : !can(regex("^g\\d+-gpu-", pool.plan)) && !startswith(pool.plan, "g6-nanode-")])
    error_message = "pools[].plan names a GPU plan, which belongs to whoever owns the cluster, or one that cannot join a cluster; take g6-standard-4 or larger."
  }

  validation {
    condition     = alltrue([for pool in var.pools : pool.min >= 1 && pool.min <= pool.max && pool.max <= 100])
    error_message = "pools[].min and pools[].max have to be 1 to 100, with min no more than max."
  }

  validation {
    condition = alltrue(flatten([
      for pool in var.pools : [
        for taint in pool.taints : contains(["NoSchedule", "PreferNoSchedule", "NoExecute"], taint.effect) && taint.value != ""
      ]
    ]))
    error_message = "pools[].taints[] needs a value, and an effect that is NoSchedule, PreferNoSchedule or NoExecute."
  }
}

variable "firewall_id" {
  description = "The firewall of the pools; on enterprise clusters only, elsewhere a firewall names the nodes."
  type        = number
  default     = null
}

variable "services" {
  description = "How many services the environment's namespace is to hold, for its quota."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags of the pools and their nodes, beside the one by which the cluster knows that they are not its own."
  type        = set(string)
  default     = []
  nullable    = false
}
