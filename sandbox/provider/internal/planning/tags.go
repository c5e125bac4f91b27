// Package planning holds what several resources plan alike.
package planning

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/convert"
)

// Tags is the attribute that most resources have: none by default, and blind to case, as Linode's tags are.
func Tags() schema.SetAttribute {
	return schema.SetAttribute{
		ElementType:   types.StringType,
		Optional:      true,
		Computed:      true,
		Default:       setdefault.StaticValue(types.SetValueMust(types.StringType, []attr.Value{})),
		PlanModifiers: []planmodifier.Set{anyCase{}},
	}
}

// anyCase keeps the tags of the state where the planned ones differ from them in case only.
type anyCase struct{}

func (anyCase) Description(context.Context) string {
	return "Tags that differ in case only are the same."
}
func (m anyCase) MarkdownDescription(c context.Context) string { return m.Description(c) }

func (anyCase) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	for _, element := range req.PlanValue.Elements() {
		if element.IsUnknown() {
			return
		}
	}
	planned := convert.Elements[string](ctx, req.PlanValue, &resp.Diagnostics)
	kept := convert.Elements[string](ctx, req.StateValue, &resp.Diagnostics)
	if len(planned) == len(kept) && folded(planned, kept) {
		resp.PlanValue = req.StateValue
	}
}

func folded(some, others []string) bool {
	seen := make(map[string]bool, len(some))
	for _, s := range some {
		seen[strings.ToLower(s)] = true
	}
	for _, o := range others {
		if !seen[strings.ToLower(o)] {
			return false
		}
	}
	return true
}
