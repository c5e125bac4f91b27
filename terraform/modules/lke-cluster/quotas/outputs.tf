output "quota" {
  description = "What the namespace's ResourceQuota is to say, by name."
  value       = local.quota
}
