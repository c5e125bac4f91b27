mock_provider "linode" {
  override_during = plan

  mock_resource "linode_lke_node_pool" {
    defaults = { id = "77", nodes = [{ id = "77-a", instance_id = 9001, status = "ready" }, { id = "77-b", instance_id = 0, status = "not_ready" }] }
  }
}

variables {
  cluster_id  = 531920
  environment = "production"
  tags        = ["groundwork", "env:production"]
  pools       = [{ name = "baseline", plan = "g6-standard-8", min = 3, max = 10, labels = { "groundwork.io/environment" = "system" } }]
}

run "a_pool_carries_the_one_tag_its_label_and_its_taint" {
  command = plan

  assert {
    condition     = linode_lke_node_pool.this["baseline"].tags == toset(["groundwork-external-pool", "groundwork", "env:production"])
    error_message = "tags are ${jsonencode(linode_lke_node_pool.this["baseline"].tags)}"
  }

  assert {
    condition     = linode_lke_node_pool.this["baseline"].labels["groundwork.io/environment"] == "production"
    error_message = "labels are ${jsonencode(linode_lke_node_pool.this["baseline"].labels)}"
  }

  assert {
    condition     = one(linode_lke_node_pool.this["baseline"].taint) == { key = "groundwork.io/environment", value = "production", effect = "NoSchedule" }
    error_message = "taints are ${jsonencode(linode_lke_node_pool.this["baseline"].taint)}"
  }
}

run "the_tag_is_the_one_that_the_cluster_lists" {
  command = plan

  assert {
    condition     = output.external_pool_tag == "groundwork-external-pool"
    error_message = "the tag is ${output.external_pool_tag}; lke-cluster has groundwork-external-pool"
  }
}

run "it_scales_by_itself_and_names_the_nodes_that_are_there" {
  command = plan

  assert {
    condition     = one(linode_lke_node_pool.this["baseline"].autoscaler) == { min = 3, max = 10 }
    error_message = "the autoscaler is ${jsonencode(linode_lke_node_pool.this["baseline"].autoscaler)}"
  }

  assert {
    condition     = output.node_ids == tolist([9001]) && output.pools["baseline"] == 77
    error_message = "outputs are ${jsonencode(output.node_ids)} and ${jsonencode(output.pools)}"
  }
}

run "it_needs_a_cluster" {
  command = plan

  variables {
    cluster_id = null
  }

  expect_failures = [var.cluster_id]
}

run "gpus_belong_to_the_owner" {
  command = plan

  variables {
    pools = [{ name = "gpu", plan = "g2-gpu-rtx4000a1-s", min = 1, max = 3 }]
  }

  expect_failures = [var.pools]
}

run "names_are_given_once" {
  command = plan

  variables {
    pools = [{ name = "one", plan = "g6-standard-4", min = 1, max = 3 }, { name = "one", plan = "g6-standard-8", min = 1, max = 3 }]
  }

  expect_failures = [var.pools]
}

run "taints_need_a_value" {
  command = plan

  variables {
    pools = [{ name = "one", plan = "g6-standard-4", min = 1, max = 3, taints = [{ key = "x", value = "", effect = "NoSchedule" }] }]
  }

  expect_failures = [var.pools]
}

run "services_are_counted" {
  command = plan

  variables {
    services = 5
  }

  assert {
    condition     = output.quota.deployments == 5 && output.quota.pods == 20
    error_message = "the quota is ${jsonencode(output.quota)}"
  }
}
