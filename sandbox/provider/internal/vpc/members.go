package vpc

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
)

// What lives in a subnet: Linodes, databases and NodeBalancers.
var (
	interfaceType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"id": types.Int64Type, "config_id": types.Int64Type, "active": types.BoolType,
	}}
	linodeType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"id": types.Int64Type, "interfaces": types.ListType{ElemType: interfaceType},
	}}
	rangeType  = types.ObjectType{AttrTypes: map[string]attr.Type{"range": types.StringType}}
	memberType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"id": types.Int64Type, "ipv4_range": types.StringType, "ipv6_ranges": types.ListType{ElemType: rangeType},
	}}
)

func linodes(subnet *linodego.VPCSubnet) types.List {
	objects := make([]attr.Value, len(subnet.Linodes))
	for i, linode := range subnet.Linodes {
		interfaces := make([]attr.Value, len(linode.Interfaces))
		for j, one := range linode.Interfaces {
			interfaces[j] = types.ObjectValueMust(interfaceType.AttrTypes, map[string]attr.Value{
				"id": types.Int64Value(int64(one.ID)), "config_id": convert.Number(one.ConfigID), "active": types.BoolValue(one.Active),
			})
		}
		objects[i] = types.ObjectValueMust(linodeType.AttrTypes, map[string]attr.Value{
			"id": types.Int64Value(int64(linode.ID)), "interfaces": types.ListValueMust(interfaceType, interfaces),
		})
	}
	return types.ListValueMust(linodeType, objects)
}

func databases(subnet *linodego.VPCSubnet) types.List {
	objects := make([]attr.Value, len(subnet.Databases))
	for i, database := range subnet.Databases {
		objects[i] = member(database.ID, types.StringPointerValue(database.IPv4Range), database.IPv6Ranges)
	}
	return types.ListValueMust(memberType, objects)
}

func nodeBalancers(subnet *linodego.VPCSubnet) types.List {
	objects := make([]attr.Value, len(subnet.Nodebalancers))
	for i, balancer := range subnet.Nodebalancers {
		ranges := make([]string, len(balancer.Ipv6Ranges))
		for j, one := range balancer.Ipv6Ranges {
			ranges[j] = one.Range
		}
		objects[i] = member(balancer.ID, types.StringValue(balancer.Ipv4Range), ranges)
	}
	return types.ListValueMust(memberType, objects)
}

func member(id int, ipv4 types.String, ipv6 []string) types.Object {
	ranges := make([]attr.Value, len(ipv6))
	for i, one := range ipv6 {
		ranges[i] = types.ObjectValueMust(rangeType.AttrTypes, map[string]attr.Value{"range": types.StringValue(one)})
	}
	return types.ObjectValueMust(memberType.AttrTypes, map[string]attr.Value{
		"id": types.Int64Value(int64(id)), "ipv4_range": ipv4, "ipv6_ranges": types.ListValueMust(rangeType, ranges),
	})
}
