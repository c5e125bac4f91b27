package vpc

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type subnet struct{ base.Resource }

// NewSubnet is linode_vpc_subnet.
func NewSubnet() resource.Resource {
	return &subnet{base.Resource{Name: "linode_vpc_subnet", Shape: subnetSchema()}}
}

type subnetModel struct {
	ID            types.String      `tfsdk:"id"`
	VPCID         types.Int64       `tfsdk:"vpc_id"`
	Label         types.String      `tfsdk:"label"`
	IPv4          types.String      `tfsdk:"ipv4"`
	IPv6          []subnetRange     `tfsdk:"ipv6"`
	Linodes       types.List        `tfsdk:"linodes"`
	Databases     types.List        `tfsdk:"databases"`
	NodeBalancers types.List        `tfsdk:"nodebalancers"`
	Created       timetypes.RFC3339 `tfsdk:"created"`
	Updated       timetypes.RFC3339 `tfsdk:"updated"`
}

type subnetRange struct {
	Range          types.String `tfsdk:"range"`
	AllocatedRange types.String `tfsdk:"allocated_range"`
}

func subnetSchema() schema.Schema {
	kept, replaced := stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplace()
	keptText, keptList := []planmodifier.String{kept}, []planmodifier.List{listplanmodifier.UseStateForUnknown()}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"id":     schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"vpc_id": schema.Int64Attribute{Required: true, PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}},
		"label":  schema.StringAttribute{Required: true},
		"ipv4":   schema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{replaced}},
		"ipv6": schema.ListNestedAttribute{
			Optional:      true,
			PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplace(), listplanmodifier.UseStateForUnknown()},
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"range":           schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.String{replaced, kept}},
				"allocated_range": schema.StringAttribute{Computed: true, PlanModifiers: keptText},
			}},
		},
		"linodes":       schema.ListAttribute{Computed: true, ElementType: linodeType, PlanModifiers: keptList},
		"databases":     schema.ListAttribute{Computed: true, ElementType: memberType, PlanModifiers: keptList},
		"nodebalancers": schema.ListAttribute{Computed: true, ElementType: memberType, PlanModifiers: keptList},
		"created":       schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}, PlanModifiers: keptText},
		"updated":       schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}},
	}}
}

func (m *subnetModel) read(subnet *linodego.VPCSubnet) {
	m.settle(subnet)
	m.Linodes, m.Databases, m.NodeBalancers = linodes(subnet), databases(subnet), nodeBalancers(subnet)
}

// settle keeps the members that a plan promised: others may join the subnet in the middle of an apply.
func (m *subnetModel) settle(subnet *linodego.VPCSubnet) {
	m.ID = convert.IDText(subnet.ID)
	m.Label = types.StringValue(subnet.Label)
	if subnet.IPv4 != "" {
		m.IPv4 = types.StringValue(subnet.IPv4)
	}
	m.Created = convert.Time(subnet.Created)
	m.Updated = convert.Time(subnet.Updated)
	convert.Settle(&m.Linodes, linodes(subnet))
	convert.Settle(&m.Databases, databases(subnet))
	convert.Settle(&m.NodeBalancers, nodeBalancers(subnet))
	known := m.IPv6
	if len(subnet.IPv6) == 0 {
		return
	}
	m.IPv6 = make([]subnetRange, len(subnet.IPv6))
	for i, allocated := range subnet.IPv6 {
		m.IPv6[i] = subnetRange{types.StringValue(allocated.Range), types.StringValue(allocated.Range)}
		if i < len(known) && !known[i].Range.IsUnknown() {
			m.IPv6[i].Range = known[i].Range
		}
	}
}

// ImportState reads "vpc,subnet".
func (s *subnet) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	base.ImportInside(ctx, "vpc_id", req, resp)
}

func (s *subnet) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan subnetModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	options := linodego.VPCSubnetCreateOptions{Label: plan.Label.ValueString(), IPv4: plan.IPv4.ValueString()}
	for _, wanted := range plan.IPv6 {
		one := linodego.VPCSubnetCreateOptionsIPv6{}
		if !wanted.Range.IsUnknown() {
			one.Range = wanted.Range.ValueStringPointer()
		}
		options.IPv6 = append(options.IPv6, one)
	}
	made, err := s.Session.Client.CreateVPCSubnet(ctx, options, int(plan.VPCID.ValueInt64()))
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the VPC's subnet", err.Error())
		return
	}
	plan.settle(made)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (s *subnet) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state subnetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := s.Session.Client.GetVPCSubnet(ctx, int(state.VPCID.ValueInt64()), id)
	if !base.Found(ctx, err, "subnet", state.ID, resp) {
		return
	}
	state.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (s *subnet) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state subnetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed, err := s.Session.Client.UpdateVPCSubnet(ctx, int(state.VPCID.ValueInt64()), id, linodego.VPCSubnetUpdateOptions{Label: plan.Label.ValueString()})
	if err != nil {
		resp.Diagnostics.AddError("Failed to update the VPC's subnet", err.Error())
		return
	}
	plan.settle(changed)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (s *subnet) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state subnetModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := s.Session.Client.DeleteVPCSubnet(ctx, int(state.VPCID.ValueInt64()), id); err != nil && !linodego.IsNotFound(err) {
		resp.Diagnostics.AddError("Failed to delete the VPC's subnet", err.Error())
	}
}
