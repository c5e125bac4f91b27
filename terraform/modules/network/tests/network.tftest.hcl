mock_provider "linode" {
  override_during = plan

  mock_data "linode_region" {
    defaults = { capabilities = ["Kubernetes", "VPCs"] }
  }
  mock_resource "linode_vpc" {
    defaults = { id = "11" }
  }
  mock_resource "linode_vpc_subnet" {
    defaults = { id = "12" }
  }
  mock_resource "linode_firewall" {
    defaults = { id = "13" }
  }
  mock_resource "linode_domain" {
    defaults = { id = "14" }
  }
}

variables {
  label  = "ias-production"
  region = "fr-par"
  guards = "nodes"
  tags   = ["groundwork"]
}

run "a_firewall_lets_nobody_in_but_what_kubernetes_needs" {
  command = plan

  variables {
    node_ids = [9001, 9002]
  }

  assert {
    condition     = linode_firewall.nodes[0].inbound_policy == "DROP" && length(linode_firewall.pools) == 0
    error_message = "the firewall is open, or there are two"
  }

  assert {
    condition     = linode_firewall.nodes[0].linodes == toset([9001, 9002])
    error_message = "it guards ${jsonencode(linode_firewall.nodes[0].linodes)}"
  }

  assert {
    condition     = alltrue([for rule in linode_firewall.nodes[0].inbound : alltrue([for range in rule.ipv4 : startswith(range, "192.168.")])])
    error_message = "somebody from outside may come in"
  }
}

run "rules_of_the_environment_follow" {
  command = plan

  variables {
    rules = [
      { label = "https", protocol = "TCP", ports = "443", sources = ["0.0.0.0/0", "::/0"] },
      { label = "ping", protocol = "ICMP", ports = "1", sources = ["203.0.113.0/24"] },
    ]
  }

  assert {
    condition     = linode_firewall.nodes[0].inbound[7].ipv4 == tolist(["0.0.0.0/0"]) && linode_firewall.nodes[0].inbound[7].ipv6 == tolist(["::/0"])
    error_message = "https is ${jsonencode(linode_firewall.nodes[0].inbound[7])}"
  }

  assert {
    condition     = linode_firewall.nodes[0].inbound[8].ports == null && linode_firewall.nodes[0].inbound[8].ipv6 == null
    error_message = "ping is ${jsonencode(linode_firewall.nodes[0].inbound[8])}"
  }
}

run "where_pools_name_their_firewall_it_names_no_node" {
  command = plan

  variables {
    guards = "pools"
    vpc    = true
  }

  assert {
    condition     = output.pool_firewall_id == 13 && length(linode_firewall.nodes) == 0
    error_message = "pools have no firewall to name"
  }

  assert {
    condition     = output.has_vpc && output.vpc_id == 11 && output.subnet_id == 12 && output.subnet_range == "10.0.0.0/22"
    error_message = "there is no VPC"
  }

  assert {
    condition     = contains(linode_firewall.pools[0].inbound[0].ipv4, "10.0.0.0/22")
    error_message = "nodes in the VPC are not let in"
  }
}

run "a_region_without_vpc_gets_none" {
  command = plan

  variables {
    vpc = true
  }

  override_data {
    target = data.linode_region.this[0]
    values = { capabilities = ["Kubernetes"] }
  }

  assert {
    condition     = !output.has_vpc && output.vpc_id == null
    error_message = "there is a VPC where the region has none"
  }
}

run "names_lead_to_the_ingress" {
  command = plan

  variables {
    dns = { zone = "ias.example", soa_email = "hostmaster@ias.example", host = "production", ingress_addresses = ["192.0.2.80", "2001:db8::80"] }
  }

  assert {
    condition     = length(linode_domain.zone) == 1 && output.zone_id == 14 && output.host == "production.ias.example"
    error_message = "there is no zone"
  }

  assert {
    condition     = toset([for record in linode_domain_record.ingress : "${record.name} ${record.record_type}"]) == toset(["production A", "*.production A", "production AAAA", "*.production AAAA"])
    error_message = "records are ${jsonencode(keys(linode_domain_record.ingress))}"
  }

  assert {
    condition     = linode_domain_record.authority["letsencrypt.org"].tag == "issue"
    error_message = "anybody may sign certificates"
  }
}

run "a_zone_that_exists_is_used" {
  command = plan

  variables {
    dns = { zone = "ias.example", zone_id = 4700, host = "production" }
  }

  assert {
    condition     = length(linode_domain.zone) == 0 && output.zone_id == 4700
    error_message = "the zone was made again"
  }
}

run "a_zone_needs_somebody_who_answers" {
  command = plan

  variables {
    dns = { zone = "ias.example", host = "production" }
  }

  expect_failures = [var.dns]
}

run "everybody_may_not_come_to_ssh" {
  command = plan

  variables {
    rules = [{ label = "ssh", protocol = "TCP", ports = "22", sources = ["0.0.0.0/0"] }]
  }

  expect_failures = [var.rules]
}

run "everybody_may_not_come_by_udp" {
  command = plan

  variables {
    rules = [{ label = "quic", protocol = "UDP", ports = "443", sources = ["::/0"] }]
  }

  expect_failures = [var.rules]
}

run "rules_name_their_ports" {
  command = plan

  variables {
    rules = [{ label = "all", protocol = "TCP", sources = ["203.0.113.0/24"] }]
  }

  expect_failures = [var.rules]
}

run "rules_name_ranges" {
  command = plan

  variables {
    rules = [{ label = "https", protocol = "TCP", ports = "443", sources = ["office"] }]
  }

  expect_failures = [var.rules]
}

run "subnets_are_private" {
  command = plan

  variables {
    subnet_range = "8.8.8.0/24"
  }

  expect_failures = [var.subnet_range]
}

run "a_subnet_is_named_by_its_first_address" {
  command = plan

  variables {
    subnet_range = "10.0.0.1/24"
  }

  expect_failures = [var.subnet_range]
}
