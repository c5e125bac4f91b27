package catalogue

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"groundwork.io/sandbox/provider/internal/convert"
)

type filter struct {
	Name    types.String `tfsdk:"name"`
	Values  types.Set    `tfsdk:"values"`
	MatchBy types.String `tfsdk:"match_by"`
}

func filterBlock() schema.SetNestedBlock {
	return schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: attributes{
		"name":   givenText,
		"values": schema.SetAttribute{Required: true, ElementType: types.StringType},
		"match_by": schema.StringAttribute{Optional: true, Validators: []validator.String{
			stringvalidator.OneOf("exact", "substring", "sub", "regex", "re"),
		}},
	}}}
}

func (f filter) wanted(ctx context.Context) ([]string, error) {
	var diags diag.Diagnostics
	values := convert.Elements[string](ctx, f.Values, &diags)
	if diags.HasError() {
		return nil, fmt.Errorf("the values of the filter %s cannot be read", f.Name.ValueString())
	}
	return values, nil
}

// fits is true where one of the values matches the attribute, or one of its elements where it is a list.
func (f filter) fits(ctx context.Context, item map[string]any) (bool, error) {
	actual, there := item[f.Name.ValueString()]
	if !there {
		return false, fmt.Errorf("there is nothing called %s to filter by", f.Name.ValueString())
	}
	wanted, err := f.wanted(ctx)
	if err != nil {
		return false, err
	}
	candidates, ok := actual.([]any)
	if !ok {
		candidates = []any{actual}
	}
	for _, candidate := range candidates {
		for _, value := range wanted {
			if fits, err := f.compare(fmt.Sprint(candidate), value); fits || err != nil {
				return fits, err
			}
		}
	}
	return false, nil
}

func (f filter) compare(actual, wanted string) (bool, error) {
	switch f.MatchBy.ValueString() {
	case "substring", "sub":
		return strings.Contains(actual, wanted), nil
	case "regex", "re":
		return regexp.MatchString(wanted, actual)
	}
	return actual == wanted, nil
}

// header is the X-Filter: what the API can compare, and the order. Nothing of both is no header.
func header(ctx context.Context, filters []filter, askable []string, order, orderBy string) (string, error) {
	content := map[string]any{}
	var every []any
	for _, f := range filters {
		by := f.MatchBy.ValueString()
		if !slices.Contains(askable, f.Name.ValueString()) || by != "" && by != "exact" {
			continue
		}
		wanted, err := f.wanted(ctx)
		if err != nil {
			return "", err
		}
		var either []any
		for _, value := range wanted {
			either = append(either, map[string]any{f.Name.ValueString(): numberOrText(value)})
		}
		every = append(every, map[string]any{"+or": either})
	}
	if len(every) > 0 {
		content["+and"] = every
	}
	if order != "" {
		content["+order"] = order
	}
	if orderBy != "" {
		content["+order_by"] = orderBy
	}
	if len(content) == 0 {
		return "", nil
	}
	raw, err := json.Marshal(content)
	return string(raw), err
}

// numberOrText: the API compares a number with a number only.
func numberOrText(value string) any {
	var number json.Number
	if json.Unmarshal([]byte(value), &number) == nil {
		return number
	}
	return value
}
