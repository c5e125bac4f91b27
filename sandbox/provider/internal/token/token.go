// Package token is personal access tokens.
package token

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type token struct{ base.Resource }

// NewResource is linode_token.
func NewResource() resource.Resource {
	return &token{base.Resource{Name: "linode_token", Shape: tokenSchema()}}
}

type model struct {
	ID      types.String      `tfsdk:"id"`
	Label   types.String      `tfsdk:"label"`
	Scopes  types.String      `tfsdk:"scopes"`
	Expiry  timetypes.RFC3339 `tfsdk:"expiry"`
	Created timetypes.RFC3339 `tfsdk:"created"`
	Token   types.String      `tfsdk:"token"`
}

func tokenSchema() schema.Schema {
	kept := stringplanmodifier.UseStateForUnknown()
	keptText := []planmodifier.String{kept}
	return schema.Schema{Attributes: map[string]schema.Attribute{
		"id":    schema.StringAttribute{Computed: true, PlanModifiers: keptText},
		"label": schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 100)}},
		"scopes": schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{
			replacedUnless("The scopes are other ones, not the same in another order.", sameScopes),
		}},
		"expiry": schema.StringAttribute{Optional: true, Computed: true, CustomType: timetypes.RFC3339Type{}, PlanModifiers: []planmodifier.String{
			kept, replacedUnless("The expiry is another moment, not the same in another zone.", sameMoment),
		}},
		"created": schema.StringAttribute{Computed: true, CustomType: timetypes.RFC3339Type{}, PlanModifiers: keptText},
		"token":   schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: keptText},
	}}
}

// replacedUnless: a token cannot be changed in what it may do and for how long.
func replacedUnless(why string, same func(known, planned string) bool) planmodifier.String {
	return stringplanmodifier.RequiresReplaceIf(
		func(_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse) {
			resp.RequiresReplace = !same(req.StateValue.ValueString(), req.PlanValue.ValueString())
		}, why, why)
}

func sameScopes(known, planned string) bool {
	return maps.Equal(scopes(known), scopes(planned))
}

func scopes(text string) map[string]bool {
	set := map[string]bool{}
	for _, scope := range strings.Fields(strings.ReplaceAll(text, ",", " ")) {
		set[scope] = true
	}
	return set
}

func sameMoment(known, planned string) bool {
	one, diags := timetypes.NewRFC3339Value(known)
	other, otherDiags := timetypes.NewRFC3339Value(planned)
	if diags.HasError() || otherDiags.HasError() {
		return known == planned
	}
	a, _ := one.ValueRFC3339Time()
	b, _ := other.ValueRFC3339Time()
	return a.Equal(b)
}

// read leaves the secret alone: the API shows it once, to whoever made it.
func (m *model) read(token *linodego.Token) {
	m.ID = convert.IDText(token.ID)
	if token.Label != "" || !m.Label.IsNull() {
		m.Label = types.StringValue(token.Label)
	}
	if m.Scopes.IsNull() || !sameScopes(m.Scopes.ValueString(), token.Scopes) {
		m.Scopes = types.StringValue(token.Scopes)
	}
	if expiry := convert.Time(token.Expiry); m.Expiry.IsNull() || m.Expiry.IsUnknown() || !sameMoment(m.Expiry.ValueString(), expiry.ValueString()) {
		m.Expiry = expiry
	}
	m.Created = convert.Time(token.Created)
}

func (t *token) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	options := linodego.TokenCreateOptions{Label: plan.Label.ValueString(), Scopes: plan.Scopes.ValueString()}
	if !plan.Expiry.IsNull() && !plan.Expiry.IsUnknown() {
		expiry, diags := plan.Expiry.ValueRFC3339Time()
		if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
			return
		}
		options.Expiry = &expiry
	}
	made, err := t.Session.Client.CreateToken(ctx, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the token", err.Error())
		return
	}
	plan.read(made)
	plan.Token = types.StringValue(made.Token)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (t *token) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := t.Session.Client.GetToken(ctx, id)
	if !base.Found(ctx, err, "token", state.ID, resp) {
		return
	}
	state.read(found)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (t *token) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed, err := t.Session.Client.UpdateToken(ctx, id, linodego.TokenUpdateOptions{Label: plan.Label.ValueString()})
	if err != nil {
		resp.Diagnostics.AddError("Failed to update the token", err.Error())
		return
	}
	plan.read(changed)
	plan.Token = state.Token
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (t *token) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var id types.String
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	number := convert.ID(id, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := t.Session.Client.DeleteToken(ctx, number); err != nil && !linodego.IsNotFound(err) {
		resp.Diagnostics.AddError("Failed to delete the token", err.Error())
	}
}
