variable "label" {
  description = "What the labels of buckets and keys begin with. Buckets share their names with everybody's in the region, so it has to be the organisation's own."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,31}$", var.label)) && !endswith(var.label, "-")
    error_message = "label is \"${var.label}\"; use 3 to 32 small letters, digits and dashes, beginning with a letter."
  }
}

variable "region" {
  description = "Where the buckets are."
  type        = string
}

variable "retention_days" {
  description = "How long logs are kept; traces are for 14 days at most."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.retention_days >= 1 && var.retention_days <= 365 && floor(var.retention_days) == var.retention_days
    error_message = "observability.retention_days is ${var.retention_days}; give a whole number from 1 to 365, 30 if in doubt."
  }
}

variable "tracing" {
  description = "Whether there is a bucket for traces."
  type        = bool
  default     = true
  nullable    = false
}

variable "audit" {
  description = "Whether there is a bucket for Kubernetes' audit logs, which are kept for 90 days."
  type        = bool
  default     = false
  nullable    = false
}
