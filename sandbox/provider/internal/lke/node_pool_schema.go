package lke

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/planning"
)

var nodeType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id":          types.StringType,
	"instance_id": types.Int64Type,
	"status":      types.StringType,
}}

func nodePoolSchema() schema.Schema {
	keptText := stringplanmodifier.UseStateForUnknown()
	keptNumber := []planmodifier.Int64{int64planmodifier.UseStateForUnknown()}
	return schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":          schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{keptText}},
			"cluster_id":  schema.Int64Attribute{Required: true, PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()}},
			"type":        schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
			"label":       schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("")},
			"firewall_id": schema.Int64Attribute{Optional: true, Computed: true, PlanModifiers: keptNumber},
			"node_count": schema.Int64Attribute{
				Optional: true, Computed: true, PlanModifiers: keptNumber,
				Validators: []validator.Int64{int64validator.AtLeast(1), int64validator.AtLeastOneOf(path.MatchRoot("autoscaler"))},
			},
			"disk_encryption": schema.StringAttribute{
				Optional: true, Computed: true,
				PlanModifiers: []planmodifier.String{keptText, stringplanmodifier.RequiresReplaceIfConfigured()},
				Validators:    []validator.String{stringvalidator.OneOf("enabled", "disabled")},
			},
			"tags":        planning.Tags(),
			"labels":      schema.MapAttribute{ElementType: types.StringType, Optional: true, Computed: true, Default: mapdefault.StaticValue(types.MapValueMust(types.StringType, map[string]attr.Value{}))},
			"k8s_version": schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.String{keptText}},
			"update_strategy": schema.StringAttribute{
				Optional: true, Computed: true, PlanModifiers: []planmodifier.String{keptText},
				Validators: []validator.String{stringvalidator.OneOf("on_recycle", "rolling_update")},
			},
			"nodes": schema.ListAttribute{
				Computed: true, ElementType: nodeType,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
		},
		Blocks: map[string]schema.Block{
			"autoscaler": schema.ListNestedBlock{
				Validators: []validator.List{listvalidator.SizeAtMost(1), listvalidator.AtLeastOneOf(path.MatchRoot("node_count"))},
				NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
					"min": schema.Int64Attribute{Optional: true},
					"max": schema.Int64Attribute{Optional: true},
				}},
			},
			"taint": schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
				"key":    schema.StringAttribute{Required: true},
				"value":  schema.StringAttribute{Required: true},
				"effect": schema.StringAttribute{Required: true, Validators: []validator.String{stringvalidator.OneOf("NoExecute", "NoSchedule", "PreferNoSchedule")}},
			}}},
		},
	}
}
