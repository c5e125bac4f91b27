output "has_vpc" {
  description = "Whether there is a VPC that nodes can join; known before it is made."
  value       = local.has_vpc
}

output "vpc_id" {
  description = "The VPC's number; null where there is none."
  value       = one([for vpc in linode_vpc.this : tonumber(vpc.id)])
}

output "subnet_id" {
  description = "The number of the nodes' subnet; null where there is none."
  value       = one([for subnet in linode_vpc_subnet.this : tonumber(subnet.id)])
}

output "subnet_range" {
  description = "The addresses of the nodes' subnet; null where there is none."
  value       = one(linode_vpc_subnet.this[*].ipv4)
}

output "pool_firewall_id" {
  description = "The firewall for pools to name; null where it guards nodes."
  value       = one([for firewall in linode_firewall.pools : tonumber(firewall.id)])
}

output "firewall_id" {
  description = "The firewall's number."
  value       = one([for firewall in concat(linode_firewall.pools, linode_firewall.nodes) : tonumber(firewall.id)])
}

output "zone_id" {
  description = "The number of the zone that the records are in; null without names."
  value       = local.zone_id
}

output "host" {
  description = "The environment's name in full; null without names."
  value       = one([for dns in local.dns : "${dns.host}.${dns.zone}"])
}
