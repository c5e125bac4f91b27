package lke

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"
)

func controlPlaneOptions(d *schema.ResourceData) (*linodego.LKEClusterControlPlaneOptions, error) {
	block, ok := first(d.Get("control_plane"))
	if !ok {
		return nil, nil
	}
	options := &linodego.LKEClusterControlPlaneOptions{
		HighAvailability: linodego.Pointer(block["high_availability"].(bool)),
		AuditLogsEnabled: linodego.Pointer(block["audit_logs_enabled"].(bool)),
	}
	acl, ok := first(block["acl"])
	if !ok {
		return options, nil
	}
	options.ACL = &linodego.LKEClusterControlPlaneACLOptions{Enabled: linodego.Pointer(acl["enabled"].(bool))}
	if addresses, ok := first(acl["addresses"]); ok {
		ipv4, ipv6 := setOfText(addresses["ipv4"]), setOfText(addresses["ipv6"])
		if !*options.ACL.Enabled && len(ipv4)+len(ipv6) > 0 {
			return nil, errors.New("addresses are not acceptable when the control plane's ACL is not enabled")
		}
		options.ACL.Addresses = &linodego.LKEClusterControlPlaneACLAddressesOptions{IPv4: &ipv4, IPv6: &ipv6}
	}
	return options, nil
}

func controlPlaneBlock(plane linodego.LKEClusterControlPlane, acl *linodego.LKEClusterControlPlaneACLResponse) []map[string]any {
	block := map[string]any{
		"high_availability":  plane.HighAvailability,
		"audit_logs_enabled": plane.AuditLogsEnabled,
	}
	if acl != nil {
		content := map[string]any{"enabled": acl.ACL.Enabled}
		if addresses := acl.ACL.Addresses; addresses != nil {
			content["addresses"] = []map[string]any{{"ipv4": addresses.IPv4, "ipv6": addresses.IPv6}}
		}
		block["acl"] = []map[string]any{content}
	}
	return []map[string]any{block}
}
