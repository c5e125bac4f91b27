package provider

// The provider block, by type: both halves of the provider must declare the same one.
var (
	textSettings = []string{
		"token", "config_path", "config_profile", "url", "ua_prefix", "api_version", "api_ca_path",
		"obj_access_key", "obj_secret_key",
	}
	numberSettings = []string{
		"min_retry_delay_ms", "max_retry_delay_ms", "event_poll_ms", "lke_event_poll_ms", "lke_node_ready_poll_ms",
	}
	switchSettings = []string{
		"obj_use_temp_keys", "obj_bucket_force_delete", "skip_instance_ready_poll", "skip_instance_delete_poll",
		"skip_lke_cluster_delete_poll", "skip_implicit_reboots", "disable_internal_cache",
	}
	secretSettings = map[string]bool{"token": true, "obj_secret_key": true}
)
