package convert

import "github.com/hashicorp/terraform-plugin-framework/attr"

// Settle fills in what a plan left open. What it promised stays, even where the API says otherwise by now: the next
// refresh shows the difference, where an answer unlike the plan would be an error of the provider.
func Settle[T attr.Value](planned *T, found T) {
	if (*planned).IsUnknown() {
		*planned = found
	}
}
