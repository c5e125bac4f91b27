# A key for one bucket, and a token for certificates.
module "secrets" {
  source = "../.."

  label                = "ias-production"
  dns_token_expires_at = "2030-01-31T00:00:00Z"

  buckets = {
    services = { name = "ias-production-services", region = "fr-par" }
  }
}
