// Package convert changes between the values of the API's client and those of the plugin framework.
package convert

import (
	"context"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ID reads a number that Terraform keeps as text.
func ID(id types.String, diags *diag.Diagnostics) int {
	number, err := strconv.Atoi(id.ValueString())
	if err != nil {
		diags.AddError("Not an ID", strconv.Quote(id.ValueString())+" is not a number.")
	}
	return number
}

// IDText is a number as Terraform keeps it.
func IDText(id int) types.String {
	return types.StringValue(strconv.Itoa(id))
}

// Number is an optional number.
func Number(value *int) types.Int64 {
	if value == nil {
		return types.Int64Null()
	}
	return types.Int64Value(int64(*value))
}

// NumberPointer is nil where nothing was said or nothing is known yet.
func NumberPointer(value types.Int64) *int {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	number := int(value.ValueInt64())
	return &number
}

// Time is null for a time that the API left out.
func Time(value *time.Time) timetypes.RFC3339 {
	return timetypes.NewRFC3339TimePointerValue(value)
}

// Strings is a set; no strings make an empty one, not null.
func Strings[S ~string](values []S) types.Set {
	return types.SetValueMust(types.StringType, texts(values))
}

// StringList is a list; no strings make an empty one, not null.
func StringList[S ~string](values []S) types.List {
	return types.ListValueMust(types.StringType, texts(values))
}

func texts[S ~string](values []S) []attr.Value {
	elements := make([]attr.Value, len(values))
	for i, value := range values {
		elements[i] = types.StringValue(string(value))
	}
	return elements
}

// Numbers is a set; no numbers make an empty one, not null.
func Numbers(values []int) types.Set {
	elements := make([]attr.Value, len(values))
	for i, value := range values {
		elements[i] = types.Int64Value(int64(value))
	}
	return types.SetValueMust(types.Int64Type, elements)
}

// StringMap is a map; nothing makes an empty one, not null.
func StringMap(values map[string]string) types.Map {
	elements := make(map[string]attr.Value, len(values))
	for key, value := range values {
		elements[key] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, elements)
}

// collection is a list, set or map of the framework.
type collection interface {
	attr.Value
	ElementsAs(ctx context.Context, target any, allowUnhandled bool) diag.Diagnostics
}

// Elements are the Go values of a collection: none for one that is null or not known yet.
func Elements[T any](ctx context.Context, values collection, diags *diag.Diagnostics) []T {
	elements := []T{}
	if !values.IsNull() && !values.IsUnknown() {
		diags.Append(values.ElementsAs(ctx, &elements, false)...)
	}
	return elements
}

// Entries are the Go values of a map: none for one that is null or not known yet.
func Entries(ctx context.Context, values types.Map, diags *diag.Diagnostics) map[string]string {
	entries := map[string]string{}
	if !values.IsNull() && !values.IsUnknown() {
		diags.Append(values.ElementsAs(ctx, &entries, false)...)
	}
	return entries
}
