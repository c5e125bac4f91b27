package firewall

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type firewall struct{ base.Resource }

// NewResource is linode_firewall.
func NewResource() resource.Resource {
	return &firewall{base.Resource{Name: "linode_firewall", Shape: resourceSchema()}}
}

func (f *firewall) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	options := linodego.FirewallCreateOptions{
		Label: plan.Label.ValueString(),
		Tags:  convert.Elements[string](ctx, plan.Tags, &resp.Diagnostics),
		Rules: plan.ruleSet(ctx, &resp.Diagnostics),
		Devices: linodego.DevicesCreationOptions{
			Linodes:          convert.Elements[int](ctx, plan.Linodes, &resp.Diagnostics),
			NodeBalancers:    convert.Elements[int](ctx, plan.NodeBalancers, &resp.Diagnostics),
			LinodeInterfaces: convert.Elements[int](ctx, plan.Interfaces, &resp.Diagnostics),
		},
	}
	if resp.Diagnostics.HasError() {
		return
	}
	made, err := f.Session.Client.CreateFirewall(ctx, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the firewall", err.Error())
		return
	}
	// From here on the firewall exists, so the state must know it whatever comes next.
	plan.ID = convert.IDText(made.ID)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), plan.ID)...)
	if plan.Disabled.ValueBool() {
		if _, err := f.Session.Client.UpdateFirewall(ctx, made.ID, linodego.FirewallUpdateOptions{Status: linodego.FirewallDisabled}); err != nil {
			resp.Diagnostics.AddError("Failed to disable the firewall", err.Error())
			return
		}
	}
	f.settle(ctx, req.Plan, &plan, &resp.State, &resp.Diagnostics)
}

// settle reads what a plan left open, and keeps what it promised.
func (f *firewall) settle(ctx context.Context, plan tfsdk.Plan, m *model, state *tfsdk.State, diags *diag.Diagnostics) {
	f.store(ctx, m, state, diags)
	if err := convert.SettleAll(plan, state); err != nil {
		diags.AddError("The firewall's state is not what it should be", err.Error())
	}
}

func (f *firewall) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	f.store(ctx, &state, &resp.State, &resp.Diagnostics)
}

// store brings the whole firewall into the state, or takes it out where it no longer exists.
func (f *firewall) store(ctx context.Context, m *model, state *tfsdk.State, diags *diag.Diagnostics) {
	id := convert.ID(m.ID, diags)
	if diags.HasError() {
		return
	}
	if found := load(ctx, f.Session.Client, id, m, diags); found {
		diags.Append(state.Set(ctx, m)...)
	} else if !diags.HasError() {
		diags.AddWarning("The firewall no longer exists", "Firewall "+m.ID.ValueString()+" was removed from the state.")
		state.RemoveResource(ctx)
	}
}

func load(ctx context.Context, client *linodego.Client, id int, m *model, diags *diag.Diagnostics) bool {
	firewall, err := client.GetFirewall(ctx, id)
	if linodego.IsNotFound(err) {
		return false
	}
	if err != nil {
		diags.AddError("Failed to get the firewall", err.Error())
		return false
	}
	rules, err := client.GetFirewallRules(ctx, id)
	if err != nil {
		diags.AddError("Failed to get the firewall's rules", err.Error())
		return false
	}
	devices, err := client.ListFirewallDevices(ctx, id, nil)
	if err != nil {
		diags.AddError("Failed to list the firewall's devices", err.Error())
		return false
	}
	m.read(firewall, rules, devices)
	return true
}

func (f *firewall) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id := convert.ID(state.ID, &resp.Diagnostics)
	f.updateItself(ctx, id, &plan, &state, &resp.Diagnostics)
	f.updateRules(ctx, id, &plan, &state, &resp.Diagnostics)
	f.updateDevices(ctx, id, &plan, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = state.ID
	f.settle(ctx, req.Plan, &plan, &resp.State, &resp.Diagnostics)
}

func (f *firewall) updateItself(ctx context.Context, id int, plan, state *model, diags *diag.Diagnostics) {
	if diags.HasError() ||
		plan.Label.Equal(state.Label) && plan.Tags.Equal(state.Tags) && plan.Disabled.Equal(state.Disabled) {
		return
	}
	tags := convert.Elements[string](ctx, plan.Tags, diags)
	options := linodego.FirewallUpdateOptions{Label: plan.Label.ValueString(), Tags: &tags}
	if !plan.Disabled.Equal(state.Disabled) {
		options.Status = linodego.FirewallEnabled
		if plan.Disabled.ValueBool() {
			options.Status = linodego.FirewallDisabled
		}
	}
	if _, err := f.Session.Client.UpdateFirewall(ctx, id, options); err != nil {
		diags.AddError("Failed to update the firewall", err.Error())
	}
}

func (f *firewall) updateRules(ctx context.Context, id int, plan, state *model, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	wanted, known := plan.ruleSet(ctx, diags), state.ruleSet(ctx, diags)
	if reflect.DeepEqual(wanted, known) {
		return
	}
	if _, err := f.Session.Client.UpdateFirewallRules(ctx, id, wanted); err != nil {
		diags.AddError("Failed to update the firewall's rules", err.Error())
	}
}

// updateDevices takes away what the plan does not name, then adds what it does.
func (f *firewall) updateDevices(ctx context.Context, id int, plan *model, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	devices, err := f.Session.Client.ListFirewallDevices(ctx, id, nil)
	if err != nil {
		diags.AddError("Failed to list the firewall's devices", err.Error())
		return
	}
	for kind, set := range plan.attached() {
		if set.IsUnknown() {
			continue
		}
		f.attach(ctx, id, kind, *set, devices, diags)
	}
}

func (f *firewall) attach(
	ctx context.Context, id int, kind linodego.FirewallDeviceType, set types.Set, devices []linodego.FirewallDevice, diags *diag.Diagnostics,
) {
	missing := map[int]bool{}
	for _, entity := range convert.Elements[int](ctx, set, diags) {
		missing[entity] = true
	}
	for _, device := range devices {
		if device.Entity.Type != kind {
			continue
		}
		if missing[device.Entity.ID] {
			delete(missing, device.Entity.ID)
		} else if err := f.Session.Client.DeleteFirewallDevice(ctx, id, device.ID); err != nil {
			diags.AddError("Failed to detach a device from the firewall", err.Error())
		}
	}
	for entity := range missing {
		options := linodego.FirewallDeviceCreateOptions{ID: entity, Type: kind}
		if _, err := f.Session.Client.CreateFirewallDevice(ctx, id, options); err != nil {
			diags.AddError("Failed to attach a device to the firewall", err.Error())
		}
	}
}

// Delete takes a 404 for an error, as the real provider does: somebody else has removed the firewall meanwhile.
func (f *firewall) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := f.Session.Client.DeleteFirewall(ctx, id); err != nil {
		resp.Diagnostics.AddError("Failed to delete the firewall", err.Error())
	}
}
