# What makes this folder the one for system environments. All other files are the same in each.
locals {
  preset = {
    kind         = "system"
    owns_cluster = true

    high_availability = true
    api_allow_list    = ["0.0.0.0/0"]

    pools = [
      { name = "baseline", plan = "g6-standard-4", min = 3, max = 10, labels = {}, taints = [] },
      { name = "gpu", plan = "g2-gpu-rtx4000a1-s", min = 1, max = 3, labels = {}, taints = [] },
    ]

    data_store = {
      version     = "17"
      plan        = "g6-dedicated-2"
      nodes       = 1
      least_nodes = 1
      maintenance = { day_of_week = 4, hour_of_day = 3 }
    }
  }
}
