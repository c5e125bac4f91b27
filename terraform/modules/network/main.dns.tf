locals {
  dns = var.dns != null ? [var.dns] : []

  zone_id = one([
    for dns in local.dns : dns.zone_id != null ? dns.zone_id : tonumber(linode_domain.zone[0].id)
  ])

  # The environment's own name and everything below it lead to its ingress.
  addresses = merge([
    for dns in local.dns : {
      for pair in setproduct([dns.host, "*.${dns.host}"], dns.ingress_addresses) : "${pair[0]} ${pair[1]}" => {
        name = pair[0], target = pair[1], type = strcontains(pair[1], ":") ? "AAAA" : "A"
      }
    }
  ]...)

  # Who may sign certificates for it.
  authorities = merge([
    for dns in local.dns : { for authority in dns.certificate_authorities : authority => dns.host }
  ]...)
}

resource "linode_domain" "zone" {
  count = anytrue([for dns in local.dns : dns.zone_id == null]) ? 1 : 0

  type      = "master"
  domain    = var.dns.zone
  soa_email = var.dns.soa_email
  tags      = var.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "linode_domain_record" "ingress" {
  for_each = local.addresses

  domain_id   = local.zone_id
  record_type = each.value.type
  name        = each.value.name
  target      = each.value.target
  ttl_sec     = 300
}

resource "linode_domain_record" "authority" {
  for_each = local.authorities

  domain_id   = local.zone_id
  record_type = "CAA"
  name        = each.value
  tag         = "issue"
  target      = each.key
  ttl_sec     = 3600
}
