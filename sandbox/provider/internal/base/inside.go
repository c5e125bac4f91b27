package base

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ImportInside reads "owner,id" for a resource that lives inside another one, whose ID the attribute owner keeps.
func ImportInside(ctx context.Context, owner string, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	outer, inner, _ := strings.Cut(req.ID, ",")
	number, err := strconv.ParseInt(outer, 10, 64)
	if err != nil || inner == "" {
		resp.Diagnostics.AddError("Not an ID to import", fmt.Sprintf("Expected %s,id and not %q.", owner, req.ID))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(owner), number)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), inner)...)
}
