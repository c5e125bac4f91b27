package firewall

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
)

type model struct {
	ID             types.String      `tfsdk:"id"`
	Label          types.String      `tfsdk:"label"`
	Tags           types.Set         `tfsdk:"tags"`
	Disabled       types.Bool        `tfsdk:"disabled"`
	Inbound        []rule            `tfsdk:"inbound"`
	InboundPolicy  types.String      `tfsdk:"inbound_policy"`
	Outbound       []rule            `tfsdk:"outbound"`
	OutboundPolicy types.String      `tfsdk:"outbound_policy"`
	Linodes        types.Set         `tfsdk:"linodes"`
	NodeBalancers  types.Set         `tfsdk:"nodebalancers"`
	Interfaces     types.Set         `tfsdk:"interfaces"`
	Devices        types.List        `tfsdk:"devices"`
	Status         types.String      `tfsdk:"status"`
	Created        timetypes.RFC3339 `tfsdk:"created"`
	Updated        timetypes.RFC3339 `tfsdk:"updated"`
}

type rule struct {
	Label       types.String `tfsdk:"label"`
	Action      types.String `tfsdk:"action"`
	Protocol    types.String `tfsdk:"protocol"`
	Description types.String `tfsdk:"description"`
	Ports       types.String `tfsdk:"ports"`
	IPv4        types.List   `tfsdk:"ipv4"`
	IPv6        types.List   `tfsdk:"ipv6"`
}

// attached are the kinds of things that a firewall can guard, each with the set that names them.
func (m *model) attached() map[linodego.FirewallDeviceType]*types.Set {
	return map[linodego.FirewallDeviceType]*types.Set{
		linodego.FirewallDeviceLinode:          &m.Linodes,
		linodego.FirewallDeviceNodeBalancer:    &m.NodeBalancers,
		linodego.FirewallDeviceLinodeInterface: &m.Interfaces,
	}
}

func (m *model) ruleSet(ctx context.Context, diags *diag.Diagnostics) linodego.FirewallRuleSet {
	return linodego.FirewallRuleSet{
		Inbound:        wireRules(ctx, m.Inbound, diags),
		InboundPolicy:  m.InboundPolicy.ValueString(),
		Outbound:       wireRules(ctx, m.Outbound, diags),
		OutboundPolicy: m.OutboundPolicy.ValueString(),
	}
}

func wireRules(ctx context.Context, rules []rule, diags *diag.Diagnostics) []linodego.FirewallRule {
	wire := make([]linodego.FirewallRule, len(rules))
	for i, r := range rules {
		wire[i] = linodego.FirewallRule{
			Label:       r.Label.ValueString(),
			Action:      r.Action.ValueString(),
			Protocol:    linodego.NetworkProtocol(r.Protocol.ValueString()),
			Description: r.Description.ValueString(),
			Ports:       r.Ports.ValueString(),
			Addresses: linodego.NetworkAddresses{
				IPv4: wireAddresses(ctx, r.IPv4, diags),
				IPv6: wireAddresses(ctx, r.IPv6, diags),
			},
		}
	}
	return wire
}

func wireAddresses(ctx context.Context, networks types.List, diags *diag.Diagnostics) *[]string {
	if networks.IsNull() {
		return nil
	}
	addresses := convert.Elements[string](ctx, networks, diags)
	return &addresses
}

func (m *model) read(firewall *linodego.Firewall, rules *linodego.FirewallRuleSet, devices []linodego.FirewallDevice) {
	m.ID = convert.IDText(firewall.ID)
	m.Label = types.StringValue(firewall.Label)
	m.Tags = convert.Strings(firewall.Tags)
	m.Disabled = types.BoolValue(firewall.Status == linodego.FirewallDisabled)
	m.Status = types.StringValue(string(firewall.Status))
	m.Created = convert.Time(firewall.Created)
	m.Updated = convert.Time(firewall.Updated)
	m.InboundPolicy = types.StringValue(rules.InboundPolicy)
	m.OutboundPolicy = types.StringValue(rules.OutboundPolicy)
	m.Inbound = readRules(rules.Inbound)
	m.Outbound = readRules(rules.Outbound)
	m.readDevices(devices)
}

func (m *model) readDevices(devices []linodego.FirewallDevice) {
	entities := map[linodego.FirewallDeviceType][]int{}
	objects := make([]attr.Value, len(devices))
	for i, device := range devices {
		entities[device.Entity.Type] = append(entities[device.Entity.Type], device.Entity.ID)
		objects[i] = types.ObjectValueMust(deviceType.AttrTypes, map[string]attr.Value{
			"id":        types.Int64Value(int64(device.ID)),
			"entity_id": types.Int64Value(int64(device.Entity.ID)),
			"type":      types.StringValue(string(device.Entity.Type)),
			"label":     types.StringValue(device.Entity.Label),
			"url":       types.StringValue(device.Entity.URL),
		})
	}
	for kind, set := range m.attached() {
		*set = convert.Numbers(entities[kind])
	}
	m.Devices = types.ListValueMust(deviceType, objects)
}

func readRules(wire []linodego.FirewallRule) []rule {
	rules := make([]rule, len(wire))
	for i, w := range wire {
		rules[i] = rule{
			Label:       types.StringValue(w.Label),
			Action:      types.StringValue(w.Action),
			Protocol:    types.StringValue(string(w.Protocol)),
			Description: types.StringValue(w.Description),
			Ports:       types.StringNull(),
			IPv4:        readAddresses(w.Addresses.IPv4, 4),
			IPv6:        readAddresses(w.Addresses.IPv6, 6),
		}
		if w.Ports != "" {
			rules[i].Ports = types.StringValue(w.Ports)
		}
	}
	return rules
}

// readAddresses makes none and an empty list the same, since a configuration cannot say the latter.
func readAddresses(addresses *[]string, version int) types.List {
	kind := network{version: version}
	if addresses == nil || len(*addresses) == 0 {
		return types.ListNull(kind)
	}
	elements := make([]attr.Value, len(*addresses))
	for i, address := range *addresses {
		elements[i] = networkValue{types.StringValue(address), version}
	}
	return types.ListValueMust(kind, elements)
}
