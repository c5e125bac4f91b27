variable "services" {
  description = "How many services the namespace is to hold."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.services >= 1 && var.services <= 200 && floor(var.services) == var.services
    error_message = "namespace.services is ${var.services}; give a whole number from 1 to 200, 30 if in doubt."
  }
}
