// Package provider joins the framework's resources and the SDK's into one provider.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/catalogue"
	"groundwork.io/sandbox/provider/internal/database"
	"groundwork.io/sandbox/provider/internal/firewall"
	"groundwork.io/sandbox/provider/internal/lke"
	"groundwork.io/sandbox/provider/internal/objectstorage"
	"groundwork.io/sandbox/provider/internal/session"
	"groundwork.io/sandbox/provider/internal/token"
	"groundwork.io/sandbox/provider/internal/vpc"
)

type framework struct{ version string }

func (f *framework) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "linode", f.version
}

func (f *framework) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	attributes := map[string]schema.Attribute{}
	for _, name := range textSettings {
		attributes[name] = schema.StringAttribute{Optional: true, Sensitive: secretSettings[name]}
	}
	for _, name := range numberSettings {
		attributes[name] = schema.Int64Attribute{Optional: true}
	}
	for _, name := range switchSettings {
		attributes[name] = schema.BoolAttribute{Optional: true}
	}
	resp.Schema = schema.Schema{Attributes: attributes}
}

func (f *framework) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var c configuration
	if resp.Diagnostics.Append(req.Config.Get(ctx, &c)...); resp.Diagnostics.HasError() {
		return
	}
	opened, err := session.Open(c.settings(), f.version)
	if err != nil {
		resp.Diagnostics.AddError("The provider cannot be configured", err.Error())
		return
	}
	resp.ResourceData, resp.DataSourceData = opened, opened
}

func (f *framework) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		firewall.NewResource,
		database.NewPostgres,
		lke.NewNodePool,
		objectstorage.NewKey,
		token.NewResource,
		vpc.NewResource,
		vpc.NewSubnet,
	}
}

func (f *framework) DataSources(context.Context) []func() datasource.DataSource {
	return append(append(catalogue.Lists(), catalogue.Singles()...), catalogue.NewVersions)
}

type configuration struct {
	Token                    types.String `tfsdk:"token"`
	ConfigPath               types.String `tfsdk:"config_path"`
	ConfigProfile            types.String `tfsdk:"config_profile"`
	URL                      types.String `tfsdk:"url"`
	UserAgentPrefix          types.String `tfsdk:"ua_prefix"`
	APIVersion               types.String `tfsdk:"api_version"`
	APICAPath                types.String `tfsdk:"api_ca_path"`
	ObjectAccessKey          types.String `tfsdk:"obj_access_key"`
	ObjectSecretKey          types.String `tfsdk:"obj_secret_key"`
	ObjectUseTemporaryKeys   types.Bool   `tfsdk:"obj_use_temp_keys"`
	ObjectBucketForceDelete  types.Bool   `tfsdk:"obj_bucket_force_delete"`
	SkipInstanceReadyPoll    types.Bool   `tfsdk:"skip_instance_ready_poll"`
	SkipInstanceDeletePoll   types.Bool   `tfsdk:"skip_instance_delete_poll"`
	SkipLKEClusterDeletePoll types.Bool   `tfsdk:"skip_lke_cluster_delete_poll"`
	SkipImplicitReboots      types.Bool   `tfsdk:"skip_implicit_reboots"`
	DisableInternalCache     types.Bool   `tfsdk:"disable_internal_cache"`
	MinRetryDelay            types.Int64  `tfsdk:"min_retry_delay_ms"`
	MaxRetryDelay            types.Int64  `tfsdk:"max_retry_delay_ms"`
	EventPoll                types.Int64  `tfsdk:"event_poll_ms"`
	LKEEventPoll             types.Int64  `tfsdk:"lke_event_poll_ms"`
	LKENodeReadyPoll         types.Int64  `tfsdk:"lke_node_ready_poll_ms"`
}

func (c *configuration) settings() session.Settings {
	return session.Settings{
		Token:                    c.Token.ValueStringPointer(),
		ConfigPath:               c.ConfigPath.ValueStringPointer(),
		ConfigProfile:            c.ConfigProfile.ValueStringPointer(),
		URL:                      c.URL.ValueStringPointer(),
		APIVersion:               c.APIVersion.ValueStringPointer(),
		APICAPath:                c.APICAPath.ValueStringPointer(),
		UserAgentPrefix:          c.UserAgentPrefix.ValueStringPointer(),
		ObjectAccessKey:          c.ObjectAccessKey.ValueStringPointer(),
		ObjectSecretKey:          c.ObjectSecretKey.ValueStringPointer(),
		EventPoll:                c.EventPoll.ValueInt64Pointer(),
		LKEEventPoll:             c.LKEEventPoll.ValueInt64Pointer(),
		LKENodeReadyPoll:         c.LKENodeReadyPoll.ValueInt64Pointer(),
		MinRetryDelay:            c.MinRetryDelay.ValueInt64Pointer(),
		MaxRetryDelay:            c.MaxRetryDelay.ValueInt64Pointer(),
		DisableCache:             c.DisableInternalCache.ValueBool(),
		ObjectUseTemporaryKeys:   c.ObjectUseTemporaryKeys.ValueBool(),
		ObjectBucketForceDelete:  c.ObjectBucketForceDelete.ValueBool(),
		SkipLKEClusterDeletePoll: c.SkipLKEClusterDeletePoll.ValueBool(),
	}
}
