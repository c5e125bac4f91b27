mock_provider "linode" {
  override_during = plan

  mock_resource "linode_lke_cluster" {
    defaults = {
      id            = "531920"
      api_endpoints = ["https://531920.example:443"]
    }
  }

  mock_data "linode_lke_cluster" {
    defaults = { pools = [] }
  }
}

variables {
  label              = "ias-system"
  environment        = "system"
  region             = "fr-par"
  kubernetes_version = "1.34"
  tags               = ["groundwork"]
  pools = [
    { name = "baseline", plan = "g6-standard-4", min = 3, max = 10 },
    { name = "gpu", plan = "g2-gpu-rtx4000a1-s", min = 1, max = 3, labels = { "groundwork.io/environment" = "other", use = "models" } },
  ]
}

run "a_cluster_lists_the_tag_of_others_pools" {
  command = plan

  assert {
    condition     = linode_lke_cluster.this.external_pool_tags == toset(["groundwork-external-pool"])
    error_message = "external_pool_tags is ${jsonencode(linode_lke_cluster.this.external_pool_tags)}"
  }

  assert {
    condition     = output.id == 531920 && output.external_pool_tag == "groundwork-external-pool"
    error_message = "outputs are id ${output.id}, external_pool_tag ${output.external_pool_tag}"
  }
}

run "pools_keep_their_order_and_scale_by_themselves" {
  command = plan

  assert {
    condition     = tolist(linode_lke_cluster.this.pool[*].label) == tolist(["baseline", "gpu"])
    error_message = "pools are ${jsonencode(linode_lke_cluster.this.pool[*].label)}"
  }

  assert {
    condition     = [for pool in linode_lke_cluster.this.pool : [pool.autoscaler[0].min, pool.autoscaler[0].max]] == [[3, 10], [1, 3]]
    error_message = "autoscalers are not 3 to 10 and 1 to 3"
  }

  assert {
    condition     = alltrue([for pool in linode_lke_cluster.this.pool : pool.disk_encryption == "enabled"])
    error_message = "a pool's disks are not encrypted"
  }
}

run "pools_are_labelled_and_only_gpus_are_kept_free" {
  command = plan

  assert {
    condition     = linode_lke_cluster.this.pool[0].labels == tomap({ "groundwork.io/environment" = "system", "groundwork.io/pool" = "baseline" })
    error_message = "labels are ${jsonencode(linode_lke_cluster.this.pool[0].labels)}"
  }

  assert {
    condition     = linode_lke_cluster.this.pool[1].labels["groundwork.io/environment"] == "system" && linode_lke_cluster.this.pool[1].labels["use"] == "models"
    error_message = "labels are ${jsonencode(linode_lke_cluster.this.pool[1].labels)}"
  }

  assert {
    condition     = length(linode_lke_cluster.this.pool[0].taint) == 0 && one(linode_lke_cluster.this.pool[1].taint).key == "nvidia.com/gpu"
    error_message = "taints are not none and nvidia.com/gpu"
  }
}

run "an_open_list_switches_the_acl_off" {
  command = plan

  assert {
    condition     = !linode_lke_cluster.this.control_plane[0].acl[0].enabled
    error_message = "the ACL is on"
  }
}

run "a_list_of_networks_is_kept_by_family" {
  command = plan

  variables {
    api_allow_list = ["203.0.113.0/24", "2001:db8::/48"]
  }

  assert {
    condition     = linode_lke_cluster.this.control_plane[0].acl[0].enabled
    error_message = "the ACL is off"
  }

  assert {
    condition     = linode_lke_cluster.this.control_plane[0].acl[0].addresses[0].ipv4 == toset(["203.0.113.0/24"]) && linode_lke_cluster.this.control_plane[0].acl[0].addresses[0].ipv6 == toset(["2001:db8::/48"])
    error_message = "addresses are ${jsonencode(linode_lke_cluster.this.control_plane[0].acl[0].addresses)}"
  }
}

run "standard_joins_no_vpc_and_writes_no_audit_log" {
  command = plan

  variables {
    vpc_id      = 1
    subnet_id   = 2
    firewall_id = 3
  }

  override_resource {
    target          = linode_lke_cluster.this
    override_during = plan
    values          = { id = "1", vpc_id = 0, subnet_id = 0 }
  }

  assert {
    condition     = linode_lke_cluster.this.vpc_id != 1 && linode_lke_cluster.this.subnet_id != 2
    error_message = "a standard cluster was put into a VPC"
  }

  assert {
    condition     = !output.audit_logs
    error_message = "a standard cluster says it writes audit logs"
  }
}

run "enterprise_joins_the_vpc_is_guarded_and_writes_audit_logs" {
  command = plan

  variables {
    tier               = "enterprise"
    kubernetes_version = "v1.33.6+lke7"
    high_availability  = false
    vpc_id             = 1
    subnet_id          = 2
    firewall_id        = 3
  }

  assert {
    condition     = linode_lke_cluster.this.vpc_id == 1 && linode_lke_cluster.this.subnet_id == 2 && linode_lke_cluster.this.pool[0].firewall_id == 3
    error_message = "the cluster is not where it should be"
  }

  assert {
    condition     = linode_lke_cluster.this.control_plane[0].audit_logs_enabled && linode_lke_cluster.this.control_plane[0].high_availability && output.audit_logs
    error_message = "enterprise without audit logs or high availability"
  }
}

run "audit_logs_need_enterprise" {
  command = plan

  variables {
    audit_logs = true
  }

  expect_failures = [var.audit_logs]
}

run "a_version_is_needed" {
  command = plan

  variables {
    kubernetes_version = null
  }

  expect_failures = [var.kubernetes_version]
}

run "the_tier_is_one_of_two" {
  command = plan

  variables {
    tier = "premium"
  }

  expect_failures = [var.tier]
}

run "a_cluster_needs_a_pool" {
  command = plan

  variables {
    pools = []
  }

  expect_failures = [var.pools]
}

run "old_gpus_cannot_join" {
  command = plan

  variables {
    pools = [{ name = "gpu", plan = "g1-gpu-rtx6000-1", min = 1, max = 3 }]
  }

  expect_failures = [var.pools]
}

run "min_is_no_more_than_max" {
  command = plan

  variables {
    pools = [{ name = "baseline", plan = "g6-standard-4", min = 4, max = 3 }]
  }

  expect_failures = [var.pools]
}

run "nobody_locks_himself_out" {
  command = plan

  variables {
    api_allow_list = []
  }

  expect_failures = [var.api_allow_list]
}

run "thirty_services_have_room" {
  command = plan

  assert {
    condition     = output.quota.deployments == 30 && output.quota.pods == 120 && output.quota.requests_cpu == "30000m" && output.quota.limits_memory == "122880Mi"
    error_message = "the quota is ${jsonencode(output.quota)}"
  }
}
