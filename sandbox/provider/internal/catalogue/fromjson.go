// Package catalogue is the data sources: what the API tells, read into the shape that Terraform knows.
package catalogue

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// fromJSON reads a value of a type. Where Terraform has a list and the API one object, the object is its only element:
// that is how older versions of Terraform had to nest.
func fromJSON(kind attr.Type, value any) (attr.Value, error) {
	switch t := kind.(type) {
	case basetypes.StringType:
		return textOf(value), nil
	case basetypes.BoolType:
		if yes, ok := value.(bool); ok {
			return types.BoolValue(yes), nil
		}
		return types.BoolNull(), nil
	case basetypes.NumberType:
		if number, ok := value.(float64); ok {
			return types.NumberValue(big.NewFloat(number)), nil
		}
		return types.NumberNull(), nil
	case basetypes.ListType:
		elements, err := elementsOf(t.ElemType, value)
		return types.ListValueMust(t.ElemType, elements), err
	case basetypes.SetType:
		elements, err := elementsOf(t.ElemType, value)
		return types.SetValueMust(t.ElemType, elements), err
	case basetypes.MapType:
		return mapOf(t.ElemType, value)
	case basetypes.ObjectType:
		return objectOf(t, value)
	}
	return nil, fmt.Errorf("no way to read a %s", kind)
}

func textOf(value any) attr.Value {
	switch v := value.(type) {
	case string:
		return types.StringValue(v)
	case float64:
		return types.StringValue(big.NewFloat(v).Text('f', -1))
	}
	return types.StringNull()
}

func elementsOf(kind attr.Type, value any) ([]attr.Value, error) {
	var raw []any
	switch v := value.(type) {
	case nil:
	case []any:
		raw = v
	default:
		raw = []any{v}
	}
	elements := make([]attr.Value, len(raw))
	for i, one := range raw {
		element, err := fromJSON(kind, one)
		if err != nil {
			return nil, err
		}
		elements[i] = element
	}
	return elements, nil
}

func mapOf(kind attr.Type, value any) (attr.Value, error) {
	entries := map[string]attr.Value{}
	content, _ := value.(map[string]any)
	for key, one := range content {
		entry, err := fromJSON(kind, one)
		if err != nil {
			return nil, err
		}
		entries[key] = entry
	}
	return types.MapValueMust(kind, entries), nil
}

func objectOf(t basetypes.ObjectType, value any) (attr.Value, error) {
	content, ok := value.(map[string]any)
	if !ok {
		return types.ObjectNull(t.AttrTypes), nil
	}
	fields := map[string]attr.Value{}
	for name, kind := range t.AttrTypes {
		field, err := fromJSON(kind, content[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fields[name] = field
	}
	return types.ObjectValueMust(t.AttrTypes, fields), nil
}
