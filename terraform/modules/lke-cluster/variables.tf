variable "label" {
  description = "The cluster's label at Linode, unique in the account."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9-]{1,32}$", var.label))
    error_message = "label is \"${var.label}\"; use 1 to 32 letters, digits and dashes."
  }
}

variable "environment" {
  description = "The environment that owns the cluster; its pools are labelled with it."
  type        = string
}

variable "region" {
  description = "Where the cluster is."
  type        = string
}

variable "kubernetes_version" {
  description = "The version of Kubernetes, such as 1.34, or v1.33.6+lke7 on the enterprise tier."
  type        = string

  validation {
    condition     = can(regex("^(v\\d+\\.\\d+\\.\\d+\\+lke\\d+|\\d+\\.\\d+)$", coalesce(var.kubernetes_version, "none")))
    error_message = "kubernetes.version is \"${coalesce(var.kubernetes_version, "not given")}\"; give one that the catalogue lists for the tier, such as 1.34, or v1.33.6+lke7 for enterprise."
  }
}

variable "tier" {
  description = "standard or enterprise. Enterprise has a control plane of its own, audit logs, nodes in a VPC and firewalls for pools."
  type        = string
  default     = "standard"
  nullable    = false

  validation {
    condition     = contains(["standard", "enterprise"], var.tier)
    error_message = "tier is \"${var.tier}\"; choose standard or enterprise."
  }
}

variable "high_availability" {
  description = "Whether the control plane runs several times. It cannot be taken back; enterprise always has it."
  type        = bool
  default     = true
  nullable    = false
}

variable "audit_logs" {
  description = "Whether Kubernetes writes audit logs, which the enterprise tier can. By default it does where it can."
  type        = bool
  default     = null

  validation {
    condition     = var.tier == "enterprise" || !coalesce(var.audit_logs, false)
    error_message = "kubernetes.audit_logs is true on the standard tier, which has none; choose tier enterprise or leave it out."
  }
}

variable "api_allow_list" {
  description = "The networks that may reach the API server, as ranges. 0.0.0.0/0 lets everybody ask, though nobody in without a credential."
  type        = list(string)
  default     = ["0.0.0.0/0"]
  nullable    = false

  validation {
    condition     = length(var.api_allow_list) > 0 && alltrue([for range in var.api_allow_list : can(cidrhost(range, 0))])
    error_message = "kubernetes.api_allow_list has to be ranges such as 203.0.113.0/24, and at least one, or nobody reaches the cluster again."
  }
}

variable "pools" {
  description = "The cluster's own pools, in an order that stays: a pool is known by its place, so a new one goes to the end."
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
    condition     = alltrue([for pool in var.pools : !startswith(pool.plan, "g1-gpu-") && !startswith(pool.plan, "g6-nanode-")])
    error_message = "pools[].plan names a plan that cannot join a cluster; take g2-gpu-rtx4000a1-s for GPUs, and g6-standard-4 or larger for all else."
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

variable "vpc_id" {
  description = "The VPC that the nodes join; on the enterprise tier only."
  type        = number
  default     = null
}

variable "subnet_id" {
  description = "The subnet that the nodes join; on the enterprise tier only."
  type        = number
  default     = null
}

variable "firewall_id" {
  description = "The firewall of all pools; on the enterprise tier only, elsewhere a firewall names the nodes."
  type        = number
  default     = null
}

variable "services" {
  description = "How many services the owner's namespace is to hold, for its quota."
  type        = number
  default     = 30
}

variable "tags" {
  description = "Tags of the cluster."
  type        = set(string)
  default     = []
  nullable    = false
}
