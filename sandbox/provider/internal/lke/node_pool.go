package lke

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
	"groundwork.io/sandbox/provider/internal/session"
)

type nodePool struct{ session *session.Session }

// NewNodePool is linode_lke_node_pool.
func NewNodePool() resource.Resource { return &nodePool{} }

var (
	_ resource.ResourceWithConfigure   = &nodePool{}
	_ resource.ResourceWithImportState = &nodePool{}
)

func (p *nodePool) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "linode_lke_node_pool"
}

func (p *nodePool) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = nodePoolSchema()
}

func (p *nodePool) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	p.session = session.From(req.ProviderData, &resp.Diagnostics)
}

// ImportState reads "cluster,pool".
func (p *nodePool) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	cluster, pool, _ := strings.Cut(req.ID, ",")
	number, err := strconv.ParseInt(cluster, 10, 64)
	if err != nil || pool == "" {
		resp.Diagnostics.AddError("Not an ID of a node pool", fmt.Sprintf("Expected cluster_id,id and not %q.", req.ID))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("cluster_id"), number)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), pool)...)
}

func (p *nodePool) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan nodePoolModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	id := int(plan.ClusterID.ValueInt64())
	cluster, err := p.session.Client.GetLKECluster(ctx, id)
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the pool's cluster", err.Error())
		return
	}
	options := plan.createOptions(ctx, cluster.Tier, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	pool, err := p.session.Client.CreateLKENodePool(ctx, id, options)
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the node pool", err.Error())
		return
	}
	// Known before the wait, so that a pool that never gets ready is in the state and can be removed.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), convert.IDText(pool.ID))...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("cluster_id"), plan.ClusterID)...)
	ready, err := waitForPool(ctx, p.session.Client, p.session.EventPoll, id, pool.ID)
	if err != nil {
		resp.Diagnostics.AddError("The node pool is not ready after it was created", err.Error())
		return
	}
	plan.settle(ready)
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
	pool, err := p.session.Client.GetLKENodePool(ctx, int(cluster.ValueInt64()), number)
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
	cluster, err := p.session.Client.GetLKECluster(ctx, clusterID)
	if err != nil {
		resp.Diagnostics.AddError("Failed to get the pool's cluster", err.Error())
		return
	}
	options, changed := plan.updateOptions(ctx, &state, cluster.Tier, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if changed {
		if _, err := p.session.Client.UpdateLKENodePool(ctx, clusterID, id, options); err != nil {
			resp.Diagnostics.AddError("Failed to update the node pool", err.Error())
			return
		}
	}
	ready, err := waitForPool(ctx, p.session.Client, p.session.EventPoll, clusterID, id)
	if err != nil {
		resp.Diagnostics.AddError("The node pool is not ready after it was updated", err.Error())
		return
	}
	plan.settle(ready)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

func (p *nodePool) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state nodePoolModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	id := convert.ID(state.ID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	err := p.session.Client.DeleteLKENodePool(ctx, int(state.ClusterID.ValueInt64()), id)
	if linodego.IsNotFound(err) {
		resp.Diagnostics.AddWarning("The node pool was gone already", fmt.Sprintf("Pool %d of cluster %s did not exist.", id, state.ClusterID))
	} else if err != nil {
		resp.Diagnostics.AddError("Failed to delete the node pool", err.Error())
	}
}
