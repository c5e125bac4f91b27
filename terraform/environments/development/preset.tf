# What makes this folder the one for development environments. All other files are the same in each.
locals {
  preset = {
    kind         = "development"
    owns_cluster = false

    high_availability = true
    api_allow_list    = ["0.0.0.0/0"]

    pools = [
      { name = "baseline", plan = "g6-standard-4", min = 3, max = 10, labels = {}, taints = [] },
    ]

    data_store = {
      version     = "17"
      plan        = "g6-dedicated-2"
      nodes       = 1
      least_nodes = 1
      maintenance = { day_of_week = 2, hour_of_day = 3 }
    }
  }
}
