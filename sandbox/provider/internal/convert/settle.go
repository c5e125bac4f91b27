package convert

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Settle fills in what a plan left open. What it promised stays, even where the API says otherwise by now: the next
// refresh shows the difference, where an answer unlike the plan would be an error of the provider.
func Settle[T attr.Value](planned *T, found T) {
	if (*planned).IsUnknown() {
		*planned = found
	}
}

// SettleAll does so for a whole resource that was read into the state.
func SettleAll(plan tfsdk.Plan, state *tfsdk.State) error {
	var planned, found map[string]tftypes.Value
	if state.Raw.IsNull() {
		return nil
	}
	if err := plan.Raw.As(&planned); err != nil {
		return err
	}
	if err := state.Raw.As(&found); err != nil {
		return err
	}
	for name, value := range planned {
		if value.IsFullyKnown() {
			found[name] = value
		}
	}
	state.Raw = tftypes.NewValue(state.Raw.Type(), found)
	return nil
}
