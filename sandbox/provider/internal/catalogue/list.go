package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// list is a data source of many, with filters and perhaps an order.
type list struct {
	name    string
	key     string
	element attributes
	ordered bool
	newest  bool
	// asked are the attributes by which the API itself can filter.
	asked []string
	ask   func(context.Context, *linodego.Client, *linodego.ListOptions) (any, error)

	session *session.Session
}

func fields(names string) []string { return strings.Fields(names) }

func (l *list) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = l.name
}

func (l *list) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	shape := attributes{"id": text, l.key: nested(l.element)}
	if l.ordered {
		shape["order"], shape["order_by"] = optionalText, optionalText
	}
	if l.newest {
		shape["latest"] = schema.BoolAttribute{Optional: true}
	}
	resp.Schema = schema.Schema{Attributes: shape, Blocks: map[string]schema.Block{"filter": filterBlock()}}
}

func (l *list) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.session = session.From(req.ProviderData, &resp.Diagnostics)
}

func (l *list) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var filters []filter
	var order, orderBy types.String
	var newest types.Bool
	get := func(name string, target any) {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), target)...)
	}
	get("filter", &filters)
	if l.ordered {
		get("order", &order)
		get("order_by", &orderBy)
	}
	if l.newest {
		get("latest", &newest)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	header, err := header(ctx, filters, l.asked, order.ValueString(), orderBy.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Failed to build the filter", err.Error())
		return
	}
	listed, err := l.ask(ctx, l.session.Client, &linodego.ListOptions{Filter: header})
	if err != nil {
		resp.Diagnostics.AddError("Failed to read "+l.name, err.Error())
		return
	}
	items, err := l.matching(ctx, listed, filters)
	if err != nil {
		resp.Diagnostics.AddError("Failed to filter "+l.name, err.Error())
		return
	}
	if newest.ValueBool() && len(items) > 0 {
		items = []any{slices.MaxFunc(items, byVersion)}
	}
	elements, err := fromJSON(nested(l.element).GetType(), items)
	if err != nil {
		resp.Diagnostics.AddError("Failed to read "+l.name, err.Error())
		return
	}
	resp.State.Raw = req.Config.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(l.key), elements)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), l.key+header)...)
}

// matching filters once more, since the API can compare only some attributes, and only for equality.
func (l *list) matching(ctx context.Context, listed any, filters []filter) ([]any, error) {
	items, err := plain[[]any](listed)
	if err != nil {
		return nil, err
	}
	matching := []any{}
	for _, item := range items {
		fits := true
		for _, f := range filters {
			one, err := f.fits(ctx, item.(map[string]any))
			if err != nil {
				return nil, err
			}
			fits = fits && one
		}
		if fits {
			matching = append(matching, item)
		}
	}
	return matching, nil
}

// plain is a value as JSON knows it.
func plain[T any](value any) (result T, err error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return result, err
	}
	return result, json.Unmarshal(raw, &result)
}

func byVersion(a, b any) int {
	one, other := versionOf(a), versionOf(b)
	return slices.Compare(one, other)
}

func versionOf(item any) []int {
	var parts []int
	for _, part := range strings.Split(fmt.Sprint(item.(map[string]any)["version"]), ".") {
		number := 0
		_, _ = fmt.Sscan(part, &number)
		parts = append(parts, number)
	}
	return parts
}
