package catalogue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"
)

var ruleType = typed(typed(typesOf("action description label ports protocol", types.StringType),
	"ipv4", types.ListType{ElemType: types.StringType}), "ipv6", types.ListType{ElemType: types.StringType})

var firewallShape = with(all("created inbound_policy label outbound_policy status updated", text), all("interfaces linodes nodebalancers", numbers),
	attributes{
		"id": givenNumber, "disabled": flag, "tags": textSet,
		"inbound": listOf(ruleType), "outbound": listOf(ruleType),
		"devices": listOf(typed(typed(typesOf("label type url", types.StringType), "id", types.NumberType), "entity_id", attr.Type(types.NumberType))),
	})

func askFirewall(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	id := given.number("id")
	found, err := client.GetFirewall(ctx, id)
	if err != nil {
		return nil, err
	}
	rules, err := client.GetFirewallRules(ctx, id)
	if err != nil {
		return nil, err
	}
	devices, err := client.ListFirewallDevices(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	more := map[string]any{
		"disabled": found.Status == linodego.FirewallDisabled,
		"created":  moment(found.Created), "updated": moment(found.Updated),
		"inbound_policy": rules.InboundPolicy, "outbound_policy": rules.OutboundPolicy,
		"inbound": ruleObjects(rules.Inbound), "outbound": ruleObjects(rules.Outbound),
	}
	sets := map[linodego.FirewallDeviceType]string{
		linodego.FirewallDeviceLinode: "linodes", linodego.FirewallDeviceNodeBalancer: "nodebalancers",
		linodego.FirewallDeviceLinodeInterface: "interfaces",
	}
	objects := []any{}
	for _, device := range devices {
		entity := float64(device.Entity.ID)
		objects = append(objects, map[string]any{
			"id": float64(device.ID), "entity_id": entity, "type": string(device.Entity.Type), "label": device.Entity.Label, "url": device.Entity.URL,
		})
		if set, known := sets[device.Entity.Type]; known {
			ids, _ := more[set].([]any)
			more[set] = append(ids, entity)
		}
	}
	more["devices"] = objects
	return told(found, nil, more)
}

func ruleObjects(rules []linodego.FirewallRule) []any {
	objects := make([]any, len(rules))
	for i, rule := range rules {
		objects[i] = map[string]any{
			"action": rule.Action, "description": rule.Description, "label": rule.Label, "ports": rule.Ports,
			"protocol": string(rule.Protocol), "ipv4": addresses(rule.Addresses.IPv4), "ipv6": addresses(rule.Addresses.IPv6),
		}
	}
	return objects
}

func addresses(list *[]string) []any {
	result := []any{}
	if list != nil {
		for _, address := range *list {
			result = append(result, address)
		}
	}
	return result
}
