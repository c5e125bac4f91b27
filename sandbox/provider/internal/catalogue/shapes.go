package catalogue

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type attributes = map[string]schema.Attribute

// Whatever is only told, by type.
var (
	text    = schema.StringAttribute{Computed: true}
	number  = schema.NumberAttribute{Computed: true}
	flag    = schema.BoolAttribute{Computed: true}
	texts   = schema.ListAttribute{Computed: true, ElementType: types.StringType}
	textSet = schema.SetAttribute{Computed: true, ElementType: types.StringType}
	numbers = schema.SetAttribute{Computed: true, ElementType: types.NumberType}
)

var (
	secret      = schema.StringAttribute{Computed: true, Sensitive: true}
	givenText   = schema.StringAttribute{Required: true}
	givenNumber = schema.NumberAttribute{Required: true}
	// The real provider marks some that it only tells as if they could be set.
	settableText = schema.StringAttribute{Optional: true, Computed: true}
	optionalText = schema.StringAttribute{Optional: true}
)

func all(names string, kind schema.Attribute) attributes {
	result := attributes{}
	for _, name := range fields(names) {
		result[name] = kind
	}
	return result
}

func with(base attributes, more ...attributes) attributes {
	result := maps.Clone(base)
	for _, one := range more {
		maps.Copy(result, one)
	}
	return result
}

func nested(content attributes) schema.ListNestedAttribute {
	return schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{Attributes: content}}
}

func object(content map[string]attr.Type) types.ObjectType {
	return types.ObjectType{AttrTypes: content}
}

func listOf(content map[string]attr.Type) schema.ListAttribute {
	return schema.ListAttribute{Computed: true, ElementType: object(content)}
}

func typesOf(names string, kind attr.Type) map[string]attr.Type {
	result := map[string]attr.Type{}
	for _, name := range fields(names) {
		result[name] = kind
	}
	return result
}

func typed(base map[string]attr.Type, name string, kind attr.Type) map[string]attr.Type {
	result := maps.Clone(base)
	result[name] = kind
	return result
}

var (
	price       = typesOf("hourly monthly", types.NumberType)
	regionPrice = typed(price, "id", types.StringType)
	backups     = map[string]attr.Type{
		"price":         types.ListType{ElemType: object(price)},
		"region_prices": types.ListType{ElemType: object(regionPrice)},
	}
	addons = map[string]attr.Type{"backups": types.ListType{ElemType: object(backups)}}

	lkeType = attributes{
		"id": givenText, "label": settableText, "transfer": number,
		"price": listOf(price), "region_prices": listOf(regionPrice),
	}
	instanceType = with(lkeType, all("accelerated_devices disk memory network_out vcpus", number),
		attributes{"class": text, "addons": listOf(addons)})

	region = with(all("country label site_type status", text), attributes{
		"id":                     givenText,
		"capabilities":           textSet,
		"monitors":               schema.ObjectAttribute{Computed: true, AttributeTypes: typesOf("alerts metrics", types.ListType{ElemType: types.StringType})},
		"placement_group_limits": listOf(typesOf("maximum_linodes_per_pg maximum_pgs_per_customer", types.NumberType)),
		"resolvers":              nested(all("ipv4 ipv6", text)),
	})
)
