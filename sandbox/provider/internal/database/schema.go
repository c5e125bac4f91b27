// Package database is managed PostgreSQL.
package database

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	pendingType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"deadline": types.StringType, "description": types.StringType, "planned_for": types.StringType,
	}}
	updatesTypes = map[string]attr.Type{
		"day_of_week": types.Int64Type, "duration": types.Int64Type, "frequency": types.StringType, "hour_of_day": types.Int64Type,
	}
	networkTypes = map[string]attr.Type{
		"vpc_id": types.Int64Type, "subnet_id": types.Int64Type, "public_access": types.BoolType,
	}
)

func postgresSchema() schema.Schema {
	kept := stringplanmodifier.UseStateForUnknown()
	keptText := []planmodifier.String{kept}
	secret := schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseNonNullStateForUnknown()}}
	time := schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}}
	host := schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{keptUnlessMoved{}}}
	oldHost := host
	oldHost.DeprecationMessage = "Read host_standby in its place."
	keptNumber := []planmodifier.Int64{int64planmodifier.UseStateForUnknown()}
	number := schema.Int64Attribute{Optional: true, Computed: true, PlanModifiers: keptNumber}
	created := time
	created.PlanModifiers = keptText

	attributes := map[string]schema.Attribute{
		"id":           schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"engine_id":    schema.StringAttribute{Required: true},
		"label":        schema.StringAttribute{Required: true},
		"region":       schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"type":         schema.StringAttribute{Required: true},
		"allow_list":   schema.SetAttribute{Optional: true, Computed: true, ElementType: types.StringType, PlanModifiers: []planmodifier.Set{setplanmodifier.UseStateForUnknown()}},
		"cluster_size": schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(1), Validators: []validator.Int64{int64validator.Between(1, 3)}},
		"suspended":    schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(false)},
		"fork_source":  schema.Int64Attribute{Optional: true, PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}},
		"fork_restore_time": schema.StringAttribute{
			Optional: true, Computed: true, CustomType: timetypes.RFC3339Type{},
			PlanModifiers: []planmodifier.String{kept, stringplanmodifier.RequiresReplaceIfConfigured()},
		},
		"updates": schema.SingleNestedAttribute{
			Optional: true, Computed: true, PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes: map[string]schema.Attribute{
				"day_of_week": number, "duration": number, "hour_of_day": number,
				"frequency": schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: keptText},
			},
		},
		"private_network": schema.SingleNestedAttribute{
			Optional: true,
			Attributes: map[string]schema.Attribute{
				"vpc_id":        schema.Int64Attribute{Required: true},
				"subnet_id":     schema.Int64Attribute{Required: true},
				"public_access": schema.BoolAttribute{Optional: true, Computed: true, Default: booldefault.StaticBool(false)},
			},
		},
		"pending_updates": schema.SetNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"deadline":    schema.StringAttribute{Computed: true},
			"description": schema.StringAttribute{Computed: true},
			"planned_for": schema.StringAttribute{Computed: true},
		}}},
		"ca_cert":             secret,
		"root_password":       secret,
		"root_username":       secret,
		"created":             created,
		"updated":             time,
		"oldest_restore_time": time,
		"encrypted":           schema.BoolAttribute{Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}},
		"ssl_connection":      schema.BoolAttribute{Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}},
		"engine":              schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"platform":            schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"port":                schema.Int64Attribute{Computed: true, PlanModifiers: keptNumber},
		"host_primary":        host,
		"host_standby":        host,
		"host_secondary":      oldHost,
		"members":             schema.MapAttribute{Computed: true, ElementType: types.StringType},
		"status":              schema.StringAttribute{Computed: true},
		"version":             schema.StringAttribute{Computed: true},
	}
	for _, s := range settings {
		attributes[s.attribute] = s.schema()
	}
	return schema.Schema{
		Attributes: attributes,
		Blocks: map[string]schema.Block{
			"timeouts": timeouts.Block(context.Background(), timeouts.Opts{Create: true, Update: true, Delete: true}),
		},
	}
}

// keptUnlessMoved keeps a host's name as long as the database stays in its network.
type keptUnlessMoved struct{}

func (keptUnlessMoved) Description(context.Context) string {
	return "Kept as long as private_network is."
}
func (m keptUnlessMoved) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keptUnlessMoved) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || !req.PlanValue.IsUnknown() {
		return
	}
	var before, after types.Object
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("private_network"), &before)...)
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("private_network"), &after)...)
	if before.Equal(after) {
		resp.PlanValue = req.StateValue
	}
}
