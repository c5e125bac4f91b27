package catalogue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"
)

var clusterShape = with(all("created dashboard_url k8s_version label region stack_type status tier updated", text),
	all("subnet_id vpc_id", number),
	attributes{
		"id": givenNumber, "apl_enabled": flag, "tags": textSet, "kubeconfig": secret, "api_endpoints": texts,
		"control_plane": nested(with(all("audit_logs_enabled high_availability", flag), attributes{
			"acl": nested(attributes{"enabled": flag, "addresses": nested(all("ipv4 ipv6", textSet))}),
		})),
		"pools": nested(with(all("disk_encryption k8s_version type update_strategy", text), all("count firewall_id id", number), attributes{
			"label":      optionalText,
			"labels":     schema.MapAttribute{Computed: true, ElementType: types.StringType},
			"tags":       texts,
			"taints":     schema.SetAttribute{Computed: true, ElementType: object(typesOf("effect key value", types.StringType))},
			"autoscaler": nested(with(all("min max", number), attributes{"enabled": flag})),
			"disks":      nested(attributes{"size": number, "type": text}),
			"nodes":      nested(attributes{"id": text, "instance_id": number, "status": text}),
		})),
	})

func askCluster(ctx context.Context, client *linodego.Client, given given) (map[string]any, error) {
	id := given.number("id")
	cluster, err := client.GetLKECluster(ctx, id)
	if err != nil {
		return nil, err
	}
	pools, err := client.ListLKENodePools(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	poolObjects, err := plain[[]any](pools)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := client.GetLKEClusterKubeconfig(ctx, id)
	if err != nil {
		return nil, err
	}
	endpoints, err := client.ListLKEClusterAPIEndpoints(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	hosts := make([]any, len(endpoints))
	for i, endpoint := range endpoints {
		hosts[i] = endpoint.Endpoint
	}
	plane := map[string]any{
		"high_availability": cluster.ControlPlane.HighAvailability, "audit_logs_enabled": cluster.ControlPlane.AuditLogsEnabled,
	}
	acl, err := client.GetLKEClusterControlPlaneACL(ctx, id)
	if err != nil && !linodego.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		if plane["acl"], err = plain[map[string]any](acl.ACL); err != nil {
			return nil, err
		}
	}
	more := map[string]any{
		"created": moment(cluster.Created), "updated": moment(cluster.Updated),
		"pools": poolObjects, "kubeconfig": kubeconfig.KubeConfig, "api_endpoints": hosts, "control_plane": plane,
	}
	if cluster.Tier == "standard" {
		dashboard, err := client.GetLKEClusterDashboard(ctx, id)
		if err != nil {
			return nil, err
		}
		more["dashboard_url"] = dashboard.URL
	}
	return told(cluster, nil, more)
}
