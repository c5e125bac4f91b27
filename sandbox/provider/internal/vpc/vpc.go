// Package vpc is VPCs and their subnets.
package vpc

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type vpc struct{ base.Resource }

// NewResource is linode_vpc.
func NewResource() resource.Resource {
	return &vpc{base.Resource{Name: "linode_vpc", Shape: vpcSchema()}}
}

type vpcModel struct {
	ID          types.String      `tfsdk:"id"`
	Label       types.String      `tfsdk:"label"`
	Region      types.String      `tfsdk:"region"`
	Description types.String      `tfsdk:"description"`
	IPv6        []vpcRange        `tfsdk:"ipv6"`
	Created     timetypes.RFC3339 `tfsdk:"created"`
	Updated     timetypes.RFC3339 `tfsdk:"updated"`
}

type vpcRange struct {
	Range           types.String `tfsdk:"range"`
	AllocatedRange  types.String `tfsdk:"allocated_range"`
	AllocationClass types.String `tfsdk:"allocation_class"`
}

func vpcSchema() schema.Schema {
	kept, replaced := stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()
	keptText, fixedText := []planmodifier.String{kept}, []planmodifier.String{kept, replaced}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"id":          schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"label":       schema.StringAttribute{Required: true},
		"region":      schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{replaced}},
		"description": schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: keptText},
		"ipv6": schema.ListNestedAttribute{
			Optional:      true,
			PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown(), listplanmodifier.RequiresReplace()},
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"range":            schema.StringAttribute{Optional: true, PlanModifiers: fixedText},
				"allocated_range":  schema.StringAttribute{Computed: true, PlanModifiers: keptText},
				"allocation_class": schema.StringAttribute{Optional: true, WriteOnly: true, PlanModifiers: fixedText},
			}},
		},
		"created": schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}, PlanModifiers: keptText},
		"updated": schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}},
	}}
}

// read keeps the ranges as the configuration writes them, since it may ask for a size and not for an address.
func (m *vpcModel) read(vpc *linodego.VPC) {
	m.ID = convert.IDText(vpc.ID)
	m.Label = types.StringValue(vpc.Label)
	m.Region = types.StringValue(vpc.Region)
	m.Description = types.StringValue(vpc.Description)
	m.Created = convert.Time(vpc.Created)
	m.Updated = convert.Time(vpc.Updated)
	known := m.IPv6
	if len(vpc.IPv6) == 0 {
		return
	}
	m.IPv6 = make([]vpcRange, len(vpc.IPv6))
	for i, allocated := range vpc.IPv6 {
		m.IPv6[i] = vpcRange{Range: types.StringValue(allocated.Range), AllocatedRange: types.StringValue(allocated.Range)}
		if i < len(known) {
			m.IPv6[i].Range = known[i].Range
		}
	}
}

func (v *vpc) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config vpcModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	options := linodego.VPCCreateOptions{
		Label:       plan.Label.ValueString(),
		Region:      plan.Region.ValueString(),
		Description: plan.Description.ValueString(),
	}
	// The class is for the request only: it reaches neither plan nor state.
	for _, wanted := range config.IPv6 {
		options.IPv6 = append(options.IPv6, linodego.VPCCreateOptionsIPv6{
			Range: wanted.Range.ValueStringPointer(), AllocationClass: wanted.AllocationClass.ValueStringPointer(),
		})
	}
	made, err := v.Session.Client.CreateVPC(ctx, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the VPC", err.Error())
		return
	}
	plan.read(made)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (v *vpc) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state vpcModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := v.Session.Client.GetVPC(ctx, id)
	if !base.Found(ctx, err, "VPC", state.ID, resp) {
		return
	}
	state.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (v *vpc) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state vpcModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &state.ID)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed, err := v.Session.Client.UpdateVPC(ctx, id, linodego.VPCUpdateOptions{
		Label: plan.Label.ValueString(), Description: plan.Description.ValueString(),
	})
	if err != nil {
		resp.Diagnostics.AddError("Failed to update the VPC", err.Error())
		return
	}
	plan.read(changed)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (v *vpc) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	number := convert.ID(id, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := v.Session.Client.DeleteVPC(ctx, number); err != nil && !linodego.IsNotFound(err) {
		resp.Diagnostics.AddError("Failed to delete the VPC", err.Error())
	}
}
