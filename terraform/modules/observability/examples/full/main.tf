# Buckets for everything that is observed, audit logs of Kubernetes among it.
module "observability" {
  source = "../.."

  label          = "ias-production"
  region         = "fr-par"
  retention_days = 30
  audit          = true
}
