# Linode has no rules of its own for tflint; these are those of the language.
config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}

# The files of a module are named by what is in them: main.pools.tf beside main.tf.
rule "terraform_standard_module_structure" {
  enabled = false
}
