package lke

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type nodePool struct{ base.Resource }

// NewNodePool is linode_lke_node_pool.
func NewNodePool() resource.Resource {
	return &nodePool{base.Resource{Name: "linode_lke_node_pool", Shape: nodePoolSchema()}}
}

// ImportState reads "cluster,pool".
func (p *nodePool) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	base.ImportInside(ctx, "cluster_id", req, resp)
}

func (p *nodePool) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan nodePoolModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	id := int(plan.ClusterID.ValueInt64())
	cluster, err := p.Session.Client.GetLKECluster(ctx, id)
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the pool's cluster", err.Error())
		return
	}
	options := plan.createOptions(ctx, cluster.Tier, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	pool, err := p.Session.Client.CreateLKENodePool(ctx, id, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the node pool", err.Error())
		return
	}
	// Known before the wait, so that a pool that never gets ready is in the state and can be removed.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), convert.IDText(pool.ID))...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("cluster_id"), plan.ClusterID)...)
	ready, err := waitForPool(ctx, p.Session.Client, p.Session.EventPoll, id, pool.ID)
	if err != nil {
		resp.Diagnostics.AddError("The node pool is not ready after it was created", err.Error())
		return
	}
	plan.settle(found(ready, plan.ClusterID))
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (p *nodePool) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var id types.String
	var cluster types.Int64
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("cluster_id"), &cluster)...)
	number := convert.ID(id, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	pool, err := p.Session.Client.GetLKENodePool(ctx, int(cluster.ValueInt64()), number)
	if linodego.IsNotFound(err) {
		resp.Diagnostics.AddWarning("The node pool no longer exists", fmt.Sprintf("Pool %d of cluster %s was removed from the state.", number, cluster))
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the node pool", err.Error())
		return
	}
	now := found(pool, cluster)
	resp.Diagnostics.Append(resp.State.Set(ctx, &now)...)
}

func (p *nodePool) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state nodePoolModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	clusterID := int(state.ClusterID.ValueInt64())
	cluster, err := p.Session.Client.GetLKECluster(ctx, clusterID)
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the pool's cluster", err.Error())
		return
	}
	options, changed := plan.updateOptions(ctx, &state, cluster.Tier, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !changed {
		plan.settle(state)
		resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
		return
	}
	if _, err := p.Session.Client.UpdateLKENodePool(ctx, clusterID, id, options); err != nil {
		resp.Diagnostics.AddError("Failed to update the node pool", err.Error())
		return
	}
	ready, err := waitForPool(ctx, p.Session.Client, p.Session.EventPoll, clusterID, id)
	if err != nil {
		resp.Diagnostics.AddError("The node pool is not ready after it was updated", err.Error())
		return
	}
	plan.settle(found(ready, plan.ClusterID))
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (p *nodePool) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state nodePoolModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	err := p.Session.Client.DeleteLKENodePool(ctx, int(state.ClusterID.ValueInt64()), id)
	if linodego.IsNotFound(err) {
		resp.Diagnostics.AddWarning("The node pool was gone already", fmt.Sprintf("Pool %d of cluster %s did not exist.", id, state.ClusterID))
	} else if err != nil {
		resp.Diagnostics.AddError("Failed to delete the node pool", err.Error())
	}
}
