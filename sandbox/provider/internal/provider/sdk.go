package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/domain"
	"groundwork.io/sandbox/provider/internal/lke"
	"groundwork.io/sandbox/provider/internal/objectstorage"
	"groundwork.io/sandbox/provider/internal/session"
)

func sdk(version string) *schema.Provider {
	return &schema.Provider{
		Schema: sdkSchema(),
		ResourcesMap: map[string]*schema.Resource{
			"linode_domain":                domain.Domain(),
			"linode_domain_record":         domain.Record(),
			"linode_lke_cluster":           lke.Cluster(),
			"linode_object_storage_bucket": objectstorage.Bucket(),
		},
		ConfigureContextFunc: func(ctx context.Context, d *schema.ResourceData) (any, diag.Diagnostics) {
			opened, err := session.Open(sdkSettings(d), version)
			if err != nil {
				return nil, diag.FromErr(err)
			}
			// One question before anything else, so that a wrong token fails here and not in the middle of an apply.
			// The real provider asks for this very page, though it shows nothing.
			if _, err := opened.Client.ListTypes(ctx, linodego.NewListOptions(100, "")); err != nil {
				return nil, diag.Errorf("the Linode API cannot be used: %s", err)
			}
			return opened, nil
		},
	}
}

func sdkSchema() map[string]*schema.Schema {
	block := map[string]*schema.Schema{}
	for _, name := range textSettings {
		block[name] = &schema.Schema{Type: schema.TypeString, Optional: true, Sensitive: secretSettings[name]}
	}
	for _, name := range numberSettings {
		block[name] = &schema.Schema{Type: schema.TypeInt, Optional: true}
	}
	for _, name := range switchSettings {
		block[name] = &schema.Schema{Type: schema.TypeBool, Optional: true}
	}
	return block
}

func sdkSettings(d *schema.ResourceData) session.Settings {
	text := func(name string) *string {
		if value, said := d.GetOk(name); said {
			return linodego.Pointer(value.(string))
		}
		return nil
	}
	number := func(name string) *int64 {
		if value, said := d.GetOk(name); said {
			return linodego.Pointer(int64(value.(int)))
		}
		return nil
	}
	return session.Settings{
		Token:                    text("token"),
		ConfigPath:               text("config_path"),
		ConfigProfile:            text("config_profile"),
		URL:                      text("url"),
		APIVersion:               text("api_version"),
		APICAPath:                text("api_ca_path"),
		UserAgentPrefix:          text("ua_prefix"),
		ObjectAccessKey:          text("obj_access_key"),
		ObjectSecretKey:          text("obj_secret_key"),
		EventPoll:                number("event_poll_ms"),
		LKEEventPoll:             number("lke_event_poll_ms"),
		LKENodeReadyPoll:         number("lke_node_ready_poll_ms"),
		MinRetryDelay:            number("min_retry_delay_ms"),
		MaxRetryDelay:            number("max_retry_delay_ms"),
		DisableCache:             d.Get("disable_internal_cache").(bool),
		ObjectUseTemporaryKeys:   d.Get("obj_use_temp_keys").(bool),
		ObjectBucketForceDelete:  d.Get("obj_bucket_force_delete").(bool),
		SkipLKEClusterDeletePoll: d.Get("skip_lke_cluster_delete_poll").(bool),
	}
}
