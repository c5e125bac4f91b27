// Package firewall is linode_firewall, as resource and as data source.
package firewall

import (
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/planning"
)

var deviceType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id":        types.Int64Type,
	"entity_id": types.Int64Type,
	"type":      types.StringType,
	"label":     types.StringType,
	"url":       types.StringType,
}}

var policies = []validator.String{stringvalidator.OneOf("ACCEPT", "DROP")}

func ruleBlock() schema.ListNestedBlock {
	label := []validator.String{stringvalidator.LengthBetween(3, 32)}
	addresses := []validator.List{listvalidator.SizeAtLeast(1)}
	return schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{
		Attributes: map[string]schema.Attribute{
			"label":       schema.StringAttribute{Required: true, Validators: label},
			"action":      schema.StringAttribute{Required: true, Validators: policies},
			"protocol":    schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.OneOf("TCP", "UDP", "ICMP", "IPENCAP")}},
			"description": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("")},
			"ports":       schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)}},
			"ipv4":        schema.ListAttribute{Optional: true, ElementType: network{version: 4}, Validators: addresses},
			"ipv6":        schema.ListAttribute{Optional: true, ElementType: network{version: 6}, Validators: addresses},
		},
	}}
}

func resourceSchema() schema.Schema {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	entities := schema.SetAttribute{
		Optional: true, Computed: true, ElementType: types.Int64Type,
		PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()},
	}
	return schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":              schema.StringAttribute{Computed: true, PlanModifiers: kept},
			"label":           schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.LengthBetween(3, 32)}},
			"tags":            planning.Tags(),
			"disabled":        schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(false)},
			"inbound_policy":  schema.StringAttribute{Required: true, Validators: policies},
			"outbound_policy": schema.StringAttribute{Required: true, Validators: policies},
			"linodes":         entities,
			"nodebalancers":   entities,
			"interfaces":      entities,
			"devices": schema.ListAttribute{
				Computed: true, ElementType: deviceType,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
			"status":  schema.StringAttribute{Computed: true, PlanModifiers: kept},
			"created": schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}, PlanModifiers: kept},
			// Every change moves it, so the state's value is not kept in a plan.
			"updated": schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}},
		},
		Blocks: map[string]schema.Block{
			"inbound":  ruleBlock(),
			"outbound": ruleBlock(),
		},
	}
}
