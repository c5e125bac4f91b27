variable "label" {
  description = "What the labels of keys and tokens begin with."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9-]{3,32}$", var.label))
    error_message = "label is \"${var.label}\"; use 3 to 32 letters, digits and dashes."
  }
}

variable "buckets" {
  description = "The buckets that services may use, each with a key of its own: read_only or read_write."
  type = map(object({
    name        = string
    region      = string
    permissions = optional(string, "read_write")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for bucket in var.buckets : contains(["read_only", "read_write"], bucket.permissions)])
    error_message = "buckets[].permissions has to be read_only or read_write."
  }
}

variable "dns_token_expires_at" {
  description = "Until when a token for the account's zones is good, such as 2030-01-31T00:00:00Z; without a time there is none. Another time makes another token."
  type        = string
  default     = null

  validation {
    condition     = var.dns_token_expires_at == null || can(formatdate("YYYY", var.dns_token_expires_at))
    error_message = "dns.token_expires_at is \"${coalesce(var.dns_token_expires_at, "null")}\"; give a time such as 2030-01-31T00:00:00Z."
  }
}
