// Package objectstorage is buckets and the keys to them.
package objectstorage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type key struct{ base.Resource }

// NewKey is linode_object_storage_key.
func NewKey() resource.Resource {
	return &key{base.Resource{Name: "linode_object_storage_key", Shape: keySchema()}}
}

type keyModel struct {
	ID             types.String  `tfsdk:"id"`
	Label          types.String  `tfsdk:"label"`
	AccessKey      types.String  `tfsdk:"access_key"`
	SecretKey      types.String  `tfsdk:"secret_key"`
	Limited        types.Bool    `tfsdk:"limited"`
	Regions        types.Set     `tfsdk:"regions"`
	RegionsDetails types.Set     `tfsdk:"regions_details"`
	BucketAccess   []accessModel `tfsdk:"bucket_access"`
}

type accessModel struct {
	BucketName  types.String `tfsdk:"bucket_name"`
	Cluster     types.String `tfsdk:"cluster"`
	Region      types.String `tfsdk:"region"`
	Permissions types.String `tfsdk:"permissions"`
}

var detailType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "s3_endpoint": types.StringType, "endpoint_type": types.StringType,
}}

func keySchema() schema.Schema {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	return schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":              schema.StringAttribute{Computed: true, PlanModifiers: kept},
			"label":           schema.StringAttribute{Required: true},
			"access_key":      schema.StringAttribute{Computed: true, PlanModifiers: kept},
			"secret_key":      schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: kept},
			"limited":         schema.BoolAttribute{Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}},
			"regions":         schema.SetAttribute{Optional: true, Computed: true, ElementType: types.StringType, Validators: []validator.Set{setvalidator.SizeAtLeast(1)}},
			"regions_details": schema.SetAttribute{Computed: true, ElementType: detailType},
		},
		Blocks: map[string]schema.Block{
			"bucket_access": schema.SetNestedBlock{
				PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace(), setplanmodifier.UseStateForUnknown()},
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"bucket_name": schema.StringAttribute{Required: true},
					"permissions": schema.StringAttribute{Required: true},
					"region":      schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: kept},
					"cluster":     schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: kept, DeprecationMessage: "Set region in its place."},
				}},
			},
		},
	}
}

// read leaves the secret alone: the API shows it once, to whoever made the key.
func (m *keyModel) read(key *linodego.ObjectStorageKey) {
	m.ID = convert.IDText(key.ID)
	m.Label = types.StringValue(key.Label)
	m.AccessKey = types.StringValue(key.AccessKey)
	m.Limited = types.BoolValue(key.Limited)
	regions, details := make([]string, len(key.Regions)), make([]attr.Value, len(key.Regions))
	for i, region := range key.Regions {
		regions[i] = region.ID
		details[i] = types.ObjectValueMust(detailType.AttrTypes, map[string]attr.Value{
			"id": types.StringValue(region.ID), "s3_endpoint": types.StringValue(region.S3Endpoint),
			"endpoint_type": types.StringValue(string(region.EndpointType)),
		})
	}
	m.Regions, m.RegionsDetails = convert.Strings(regions), types.SetValueMust(detailType, details)
	m.readAccess(key.BucketAccess)
}

// readAccess keeps what was declared, and fills in the names that the API has for it.
func (m *keyModel) readAccess(access *[]linodego.ObjectStorageKeyBucketAccess) {
	if access == nil {
		m.BucketAccess = []accessModel{}
		return
	}
	known := map[string]accessModel{}
	for _, one := range m.BucketAccess {
		known[one.BucketName.ValueString()] = one
	}
	m.BucketAccess = make([]accessModel, len(*access))
	for i, granted := range *access {
		one := accessModel{
			BucketName: types.StringValue(granted.BucketName), Permissions: types.StringValue(granted.Permissions),
			Cluster: types.StringValue(granted.Cluster), Region: types.StringValue(granted.Region),
		}
		if declared, ok := known[granted.BucketName]; ok {
			convert.Settle(&declared.Cluster, one.Cluster)
			convert.Settle(&declared.Region, one.Region)
			declared.Permissions = one.Permissions
			one = declared
		}
		m.BucketAccess[i] = one
	}
}

func (k *key) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan keyModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	options := linodego.ObjectStorageKeyCreateOptions{
		Label: plan.Label.ValueString(), Regions: convert.Elements[string](ctx, plan.Regions, &resp.Diagnostics),
	}
	if len(plan.BucketAccess) > 0 {
		access := make([]linodego.ObjectStorageKeyBucketAccess, len(plan.BucketAccess))
		for i, one := range plan.BucketAccess {
			access[i] = linodego.ObjectStorageKeyBucketAccess{
				BucketName: one.BucketName.ValueString(), Permissions: one.Permissions.ValueString(),
				Cluster: one.Cluster.ValueString(), Region: one.Region.ValueString(),
			}
		}
		options.BucketAccess = &access
	}
	made, err := k.Session.Client.CreateObjectStorageKey(ctx, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the object storage key", err.Error())
		return
	}
	plan.read(made)
	plan.SecretKey = types.StringValue(made.SecretKey)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (k *key) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state keyModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := k.Session.Client.GetObjectStorageKey(ctx, id)
	if !base.Found(ctx, err, "object storage key", state.ID, resp) {
		return
	}
	state.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (k *key) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state keyModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed, err := k.Session.Client.UpdateObjectStorageKey(ctx, id, linodego.ObjectStorageKeyUpdateOptions{
		Label: plan.Label.ValueString(), Regions: convert.Elements[string](ctx, plan.Regions, &resp.Diagnostics),
	})
	if err != nil {
		resp.Diagnostics.AddError("Failed to update the object storage key", err.Error())
		return
	}
	plan.read(changed)
	plan.SecretKey = state.SecretKey
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (k *key) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	number := convert.ID(id, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := k.Session.Client.DeleteObjectStorageKey(ctx, number); err != nil && !linodego.IsNotFound(err) {
		resp.Diagnostics.AddError("Failed to delete the object storage key", err.Error())
	}
}
