// Package base is what every resource and data source of the framework repeats.
package base

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// Resource is embedded by a resource, which adds what it does.
type Resource struct {
	Name    string
	Shape   schema.Schema
	Session *session.Session
}

// Metadata names the resource.
func (r *Resource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.Name
}

// Schema shows the resource's shape.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.Shape
}

// Configure brings the session.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.Session = session.From(req.ProviderData, &resp.Diagnostics)
}

// ImportState takes the ID as it is. A resource inside another one has its own way.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// Found tells whether a read got something. What is gone leaves the state with a warning; another error is told.
func Found(ctx context.Context, err error, what string, id types.String, resp *resource.ReadResponse) bool {
	if linodego.IsNotFound(err) {
		resp.Diagnostics.AddWarning("The "+what+" no longer exists", "The "+what+" "+id.ValueString()+" was removed from the state.")
		resp.State.RemoveResource(ctx)
		return false
	}
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the "+what, err.Error())
		return false
	}
	return true
}
