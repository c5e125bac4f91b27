package catalogue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"
)

// Singles are the data sources of one thing.
func Singles() []func() datasource.DataSource {
	var sources []func() datasource.DataSource
	for _, one := range []single{
		{name: "linode_account", shape: accountShape, ask: askAccount},
		{name: "linode_profile", shape: profileShape, ask: askProfile},
		{name: "linode_region", shape: region, ask: askRegion},
		{name: "linode_networking_ip", shape: ipShape, ask: askIP},
		{name: "linode_vpc", shape: vpcShape, ask: askVPC},
		{name: "linode_vpc_subnet", shape: subnetShape, ask: askSubnet},
		{name: "linode_firewall", shape: firewallShape, ask: askFirewall},
		{name: "linode_lke_cluster", shape: clusterShape, ask: askCluster},
	} {
		sources = append(sources, func() datasource.DataSource {
			fresh := one
			return &fresh
		})
	}
	return sources
}

var (
	accountShape = with(all("active_since address_1 address_2 city company country email euuid first_name id last_name phone state zip", text),
		attributes{"balance": number, "capabilities": textSet})

	profileShape = with(all("email id lish_auth_method timezone username", text),
		all("email_notifications ip_whitelist_enabled restricted two_factor_auth", flag),
		attributes{
			"authorized_keys": texts,
			"referrals": listOf(typed(typed(typesOf("completed credit pending total", types.NumberType),
				"code", types.StringType), "url", types.StringType)),
		})

	ipShape = with(all("gateway id rdns region subnet_mask type", text), all("interface_id linode_id prefix", number), all("public reserved", flag),
		attributes{
			"address": givenText,
			"vpc_nat_1_1": schema.ObjectAttribute{Computed: true,
				AttributeTypes: typed(typesOf("subnet_id vpc_id", types.NumberType), "address", types.StringType)},
		})

	vpcShape = with(all("created description label region updated", text),
		attributes{"id": givenText, "ipv6": nested(attributes{"range": text})})

	memberType = typed(typed(map[string]attr.Type{"id": types.NumberType}, "ipv4_range", types.StringType),
		"ipv6_ranges", types.ListType{ElemType: object(typesOf("range", types.StringType))})

	subnetShape = with(all("created ipv4 label updated", text), attributes{
		"id": givenText, "vpc_id": givenNumber,
		"ipv6":      nested(attributes{"range": text}),
		"databases": listOf(memberType), "nodebalancers": listOf(memberType),
		"linodes": listOf(typed(map[string]attr.Type{"id": types.NumberType}, "interfaces",
			types.ListType{ElemType: object(typed(typesOf("id config_id", types.NumberType), "active", types.BoolType))})),
	})
)

func askAccount(ctx context.Context, client *linodego.Client, _ given) (map[string]any, error) {
	account, err := client.GetAccount(ctx)
	if err != nil {
		return nil, err
	}
	return told(account, nil, map[string]any{"id": account.EUUID, "active_since": moment(account.ActiveSince)})
}

func askProfile(ctx context.Context, client *linodego.Client, _ given) (map[string]any, error) {
	profile, err := client.GetProfile(ctx)
	if err != nil {
		return nil, err
	}
	return told(profile, nil, map[string]any{"id": float64(profile.UID)})
}

func askRegion(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	found, err := client.GetRegion(ctx, given.text("id"))
	return told(found, err, nil)
}

func askIP(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	address := given.text("address")
	found, err := client.GetIPAddress(ctx, address)
	return told(found, err, map[string]any{"id": address})
}

func askVPC(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	found, err := client.GetVPC(ctx, given.textID("id"))
	if err != nil {
		return nil, err
	}
	return told(found, nil, map[string]any{"created": moment(found.Created), "updated": moment(found.Updated)})
}

func askSubnet(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	found, err := client.GetVPCSubnet(ctx, given.number("vpc_id"), given.textID("id"))
	if err != nil {
		return nil, err
	}
	databases := make([]any, len(found.Databases))
	for i, database := range found.Databases {
		ranges := make([]any, len(database.IPv6Ranges))
		for j, one := range database.IPv6Ranges {
			ranges[j] = map[string]any{"range": one}
		}
		databases[i] = map[string]any{"id": float64(database.ID), "ipv4_range": deref(database.IPv4Range), "ipv6_ranges": ranges}
	}
	return told(found, nil, map[string]any{
		"created": moment(found.Created), "updated": moment(found.Updated), "databases": databases,
	})
}

func deref(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}
