package lke

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

func createCluster(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	plane, err := controlPlaneOptions(d)
	if err != nil {
		return diag.FromErr(err)
	}
	options := linodego.LKEClusterCreateOptions{
		Label:        d.Get("label").(string),
		Region:       d.Get("region").(string),
		K8sVersion:   d.Get("k8s_version").(string),
		Tier:         d.Get("tier").(string),
		APLEnabled:   d.Get("apl_enabled").(bool),
		VpcID:        said(d.Get("vpc_id").(int)),
		SubnetID:     said(d.Get("subnet_id").(int)),
		StackType:    said(linodego.LKEClusterStackType(d.Get("stack_type").(string))),
		Tags:         setOfText(d.Get("tags")),
		ControlPlane: plane,
	}
	for _, pool := range declaredPools(d.Get("pool")) {
		options.NodePools = append(options.NodePools, pool.createOptions())
	}
	cluster, err := s.Client.CreateLKECluster(ctx, options)
	if err != nil {
		return diag.Errorf("failed to create the LKE cluster: %s", err)
	}
	d.SetId(strconv.Itoa(cluster.ID))
	if err := waitForReadyNode(ctx, s, cluster); err != nil {
		return diag.FromErr(err)
	}
	return readCluster(ctx, d, meta)
}

func readCluster(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	client := meta.(*session.Session).Client
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of an LKE cluster", d.Id())
	}
	cluster, err := client.GetLKECluster(ctx, id)
	if linodego.IsNotFound(err) {
		d.SetId("")
		return nil
	}
	if err != nil {
		return diag.Errorf("failed to get LKE cluster %d: %s", id, err)
	}
	pools, err := client.ListLKENodePools(ctx, id, nil)
	if err != nil {
		return diag.Errorf("failed to list the pools of LKE cluster %d: %s", id, err)
	}
	kubeconfig, err := client.GetLKEClusterKubeconfig(ctx, id)
	if err != nil {
		return diag.Errorf("failed to get the kubeconfig of LKE cluster %d: %s", id, err)
	}
	endpoints, err := client.ListLKEClusterAPIEndpoints(ctx, id, nil)
	if err != nil {
		return diag.Errorf("failed to list the API endpoints of LKE cluster %d: %s", id, err)
	}
	acl, err := client.GetLKEClusterControlPlaneACL(ctx, id)
	if err != nil && !withoutACL(err) {
		return diag.Errorf("failed to get the control plane ACL of LKE cluster %d: %s", id, err)
	}
	if err != nil {
		acl = nil
	}
	values := map[string]any{
		"label":         cluster.Label,
		"k8s_version":   cluster.K8sVersion,
		"region":        cluster.Region,
		"tags":          cluster.Tags,
		"status":        string(cluster.Status),
		"tier":          cluster.Tier,
		"apl_enabled":   cluster.APLEnabled,
		"vpc_id":        cluster.VpcID,
		"subnet_id":     cluster.SubnetID,
		"stack_type":    string(cluster.StackType),
		"kubeconfig":    kubeconfig.KubeConfig,
		"api_endpoints": addresses(endpoints),
		"control_plane": controlPlaneBlock(cluster.ControlPlane, acl),
		"pool": poolBlocks(inDeclaredOrder(
			withoutExternal(pools, setOfText(d.Get("external_pool_tags"))), declaredPools(d.Get("pool")))),
	}
	if cluster.Tier == standard {
		dashboard, err := client.GetLKEClusterDashboard(ctx, id)
		if err != nil {
			return diag.Errorf("failed to get the dashboard of LKE cluster %d: %s", id, err)
		}
		values["dashboard_url"] = dashboard.URL
	}
	return set(d, values)
}

func set(d *schema.ResourceData, values map[string]any) diag.Diagnostics {
	for name, value := range values {
		if err := d.Set(name, value); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

func addresses(endpoints []linodego.LKEClusterAPIEndpoint) []string {
	list := make([]string, len(endpoints))
	for i, endpoint := range endpoints {
		list[i] = endpoint.Endpoint
	}
	return list
}

// withoutACL: a cluster from before ACLs has none, which is no failure.
func withoutACL(err error) bool {
	api, ok := err.(*linodego.Error)
	return ok && (api.Code == http.StatusNotFound ||
		api.Code == http.StatusBadRequest && strings.Contains(api.Message, "does not support Control Plane ACL"))
}

func updateCluster(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of an LKE cluster", d.Id())
	}
	if err := updateClusterItself(ctx, s.Client, id, d); err != nil {
		return diag.Errorf("failed to update LKE cluster %d: %s", id, err)
	}
	pools, err := s.Client.ListLKENodePools(ctx, id, nil)
	if err != nil {
		return diag.Errorf("failed to list the pools of LKE cluster %d: %s", id, err)
	}
	if d.HasChange("k8s_version") {
		if err := recycle(ctx, s, id, pools); err != nil {
			return diag.Errorf("failed to recycle LKE cluster %d: %s", id, err)
		}
	}
	cluster, err := s.Client.GetLKECluster(ctx, id)
	if err != nil {
		return diag.Errorf("failed to get LKE cluster %d: %s", id, err)
	}
	known, planned := d.GetChange("pool")
	if err := applyPools(ctx, s, id, changesBetween(declaredPools(known), declaredPools(planned), cluster.Tier)); err != nil {
		return diag.Errorf("failed to change the pools of LKE cluster %d: %s", id, err)
	}
	return readCluster(ctx, d, meta)
}

func updateClusterItself(ctx context.Context, client *linodego.Client, id int, d *schema.ResourceData) error {
	if !d.HasChanges("label", "tags", "k8s_version", "control_plane") {
		return nil
	}
	plane, err := controlPlaneOptions(d)
	if err != nil {
		return err
	}
	options := linodego.LKEClusterUpdateOptions{ControlPlane: plane}
	if d.HasChange("label") {
		options.Label = d.Get("label").(string)
	}
	if d.HasChange("k8s_version") {
		options.K8sVersion = d.Get("k8s_version").(string)
	}
	if d.HasChange("tags") {
		options.Tags = linodego.Pointer(setOfText(d.Get("tags")))
	}
	_, err = client.UpdateLKECluster(ctx, id, options)
	return err
}

// applyPools removes last, so that a pool that is remade has a successor before it goes.
func applyPools(ctx context.Context, s *session.Session, cluster int, changes poolChanges) error {
	var touched []int
	for _, change := range changes.update {
		if _, err := s.Client.UpdateLKENodePool(ctx, cluster, change.id, change.options); err != nil {
			return err
		}
		touched = append(touched, change.id)
	}
	for _, options := range changes.create {
		pool, err := s.Client.CreateLKENodePool(ctx, cluster, options)
		if err != nil {
			return err
		}
		touched = append(touched, pool.ID)
	}
	for _, pool := range changes.remove {
		if err := s.Client.DeleteLKENodePool(ctx, cluster, pool); err != nil {
			return err
		}
	}
	for _, pool := range touched {
		if _, err := waitForPool(ctx, s.Client, s.NodeReadyPoll, cluster, pool); err != nil {
			return err
		}
	}
	return nil
}

func deleteCluster(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of an LKE cluster", d.Id())
	}
	var pools []linodego.LKENodePool
	if !s.SkipLKEClusterDeletePoll {
		pools, err = s.Client.ListLKENodePools(ctx, id, nil)
		if linodego.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return diag.Errorf("failed to list the pools of LKE cluster %d: %s", id, err)
		}
	}
	if err := s.Client.DeleteLKECluster(ctx, id); err != nil && !linodego.IsNotFound(err) {
		return diag.Errorf("failed to delete LKE cluster %d: %s", id, err)
	}
	seconds := int(d.Timeout(schema.TimeoutDelete).Seconds())
	if _, err := s.Client.WaitForLKEClusterStatus(ctx, id, linodego.LKEClusterNotReady, seconds); err != nil && !linodego.IsNotFound(err) {
		return diag.FromErr(err)
	}
	if s.SkipLKEClusterDeletePoll {
		return nil
	}
	if err := waitForDeletedNodes(ctx, s, pools); err != nil {
		return diag.FromErr(err)
	}
	return nil
}
