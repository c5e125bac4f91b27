package catalogue

import (
	"context"
	"maps"
	"math/big"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// single is a data source of one thing, found by what the configuration gives.
type single struct {
	name  string
	shape attributes
	ask   func(ctx context.Context, client *linodego.Client, given given) (map[string]any, error)

	session *session.Session
}

func (s *single) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = s.name
}

func (s *single) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: s.shape}
}

func (s *single) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.session = session.From(req.ProviderData, &resp.Diagnostics)
}

func (s *single) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	told, err := s.ask(ctx, s.session.Client, given{ctx, req.Config, &resp.Diagnostics})
	if err != nil {
		resp.Diagnostics.AddError("Failed to read "+s.name, err.Error())
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.State.Raw = req.Config.Raw
	for name, attribute := range s.shape {
		if attribute.IsRequired() {
			continue
		}
		value, err := fromJSON(attribute.GetType(), told[name])
		if err != nil {
			resp.Diagnostics.AddError("Failed to read "+s.name, err.Error())
			return
		}
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

// given are the arguments of a configuration.
type given struct {
	ctx    context.Context
	config tfsdk.Config
	diags  *diag.Diagnostics
}

func (g given) text(name string) string {
	var value types.String
	g.diags.Append(g.config.GetAttribute(g.ctx, path.Root(name), &value)...)
	return value.ValueString()
}

func (g given) number(name string) int {
	var value types.Number
	g.diags.Append(g.config.GetAttribute(g.ctx, path.Root(name), &value)...)
	if value.IsNull() || value.IsUnknown() {
		return 0
	}
	number, accuracy := value.ValueBigFloat().Int64()
	if accuracy != big.Exact {
		g.diags.AddAttributeError(path.Root(name), "Not a whole number", value.String()+" is no ID.")
	}
	return int(number)
}

// textID is a number that this data source takes as text.
func (g given) textID(name string) int {
	number, err := strconv.Atoi(g.text(name))
	if err != nil {
		g.diags.AddAttributeError(path.Root(name), "Not an ID", err.Error())
	}
	return number
}

// told is what the client read, with what its JSON leaves out.
func told(value any, err error, more map[string]any) (map[string]any, error) {
	if err != nil {
		return nil, err
	}
	result, err := plain[map[string]any](value)
	if err != nil {
		return nil, err
	}
	maps.Copy(result, more)
	return result, nil
}

func moment(at *time.Time) any {
	if at == nil {
		return nil
	}
	return at.Format(time.RFC3339)
}
