package catalogue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/session"
)

// versions is linode_lke_versions, which has no filters and asks another path for a tier.
type versions struct{ session *session.Session }

// NewVersions is linode_lke_versions.
func NewVersions() datasource.DataSource { return &versions{} }

var versionShape = nested(attributes{"id": givenText, "tier": settableText})

func (v *versions) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "linode_lke_versions"
}

func (v *versions) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: attributes{"id": text, "tier": optionalText, "versions": versionShape}}
}

func (v *versions) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	v.session = session.From(req.ProviderData, &resp.Diagnostics)
}

func (v *versions) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var tier types.String
	if resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tier"), &tier)...); resp.Diagnostics.HasError() {
		return
	}
	listed, err := v.ask(ctx, tier.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Failed to read linode_lke_versions", err.Error())
		return
	}
	items, err := plain[[]any](listed)
	if err != nil {
		resp.Diagnostics.AddError("Failed to read linode_lke_versions", err.Error())
		return
	}
	elements, err := fromJSON(versionShape.GetType(), items)
	if err != nil {
		resp.Diagnostics.AddError("Failed to read linode_lke_versions", err.Error())
		return
	}
	resp.State.Raw = req.Config.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("versions"), elements)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), "versions"+tier.ValueString())...)
}

func (v *versions) ask(ctx context.Context, tier string) (any, error) {
	if tier == "" {
		return v.session.Client.ListLKEVersions(ctx, nil)
	}
	return v.session.Client.ListLKETierVersions(ctx, tier, nil)
}
