package lke

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
)

type nodePoolModel struct {
	ID             types.String      `tfsdk:"id"`
	ClusterID      types.Int64       `tfsdk:"cluster_id"`
	Type           types.String      `tfsdk:"type"`
	Label          types.String      `tfsdk:"label"`
	FirewallID     types.Int64       `tfsdk:"firewall_id"`
	NodeCount      types.Int64       `tfsdk:"node_count"`
	DiskEncryption types.String      `tfsdk:"disk_encryption"`
	Tags           types.Set         `tfsdk:"tags"`
	Labels         types.Map         `tfsdk:"labels"`
	K8sVersion     types.String      `tfsdk:"k8s_version"`
	UpdateStrategy types.String      `tfsdk:"update_strategy"`
	Nodes          types.List        `tfsdk:"nodes"`
	Autoscaler     []autoscalerModel `tfsdk:"autoscaler"`
	Taints         []taintModel      `tfsdk:"taint"`
}

type autoscalerModel struct {
	Min types.Int64 `tfsdk:"min"`
	Max types.Int64 `tfsdk:"max"`
}

type taintModel struct {
	Key    types.String `tfsdk:"key"`
	Value  types.String `tfsdk:"value"`
	Effect types.String `tfsdk:"effect"`
}

// count starts an autoscaled pool without a count of its own at the autoscaler's minimum.
func (m *nodePoolModel) count() int {
	if count := convert.NumberPointer(m.NodeCount); count != nil {
		return *count
	}
	if len(m.Autoscaler) > 0 {
		return int(m.Autoscaler[0].Min.ValueInt64())
	}
	return 0
}

func (m *nodePoolModel) autoscaler() *linodego.LKENodePoolAutoscaler {
	if len(m.Autoscaler) == 0 {
		return nil
	}
	scaler := &linodego.LKENodePoolAutoscaler{Enabled: true, Min: m.count(), Max: m.count()}
	if least := convert.NumberPointer(m.Autoscaler[0].Min); least != nil {
		scaler.Min = *least
	}
	if most := convert.NumberPointer(m.Autoscaler[0].Max); most != nil {
		scaler.Max = *most
	}
	return scaler
}

func (m *nodePoolModel) taints() []linodego.LKENodePoolTaint {
	wire := make([]linodego.LKENodePoolTaint, len(m.Taints))
	for i, taint := range m.Taints {
		wire[i] = linodego.LKENodePoolTaint{
			Key: taint.Key.ValueString(), Value: taint.Value.ValueString(),
			Effect: linodego.LKENodePoolTaintEffect(taint.Effect.ValueString()),
		}
	}
	return wire
}

func (m *nodePoolModel) createOptions(ctx context.Context, tier string, diags *diag.Diagnostics) linodego.LKENodePoolCreateOptions {
	options := linodego.LKENodePoolCreateOptions{
		Type:           m.Type.ValueString(),
		Count:          m.count(),
		Tags:           convert.Elements[string](ctx, m.Tags, diags),
		Labels:         convert.Entries(ctx, m.Labels, diags),
		Taints:         m.taints(),
		Label:          said(m.Label.ValueString()),
		FirewallID:     convert.NumberPointer(m.FirewallID),
		Autoscaler:     m.autoscaler(),
		DiskEncryption: said(linodego.InstanceDiskEncryption(m.DiskEncryption.ValueString())),
	}
	if tier == enterprise {
		options.K8sVersion = said(m.K8sVersion.ValueString())
		options.UpdateStrategy = said(linodego.LKENodePoolUpdateStrategy(m.UpdateStrategy.ValueString()))
	}
	return options
}

// updateOptions says whether there is anything to send.
func (m *nodePoolModel) updateOptions(
	ctx context.Context, known *nodePoolModel, tier string, diags *diag.Diagnostics,
) (options linodego.LKENodePoolUpdateOptions, changed bool) {
	if !m.NodeCount.Equal(known.NodeCount) && !m.NodeCount.IsUnknown() {
		options.Count, changed = m.count(), true
	}
	if !m.Label.Equal(known.Label) {
		options.Label, changed = linodego.Pointer(m.Label.ValueString()), true
	}
	if !m.FirewallID.Equal(known.FirewallID) && !m.FirewallID.IsUnknown() {
		options.FirewallID, changed = convert.NumberPointer(m.FirewallID), true
	}
	if !m.Tags.Equal(known.Tags) {
		options.Tags, changed = linodego.Pointer(convert.Elements[string](ctx, m.Tags, diags)), true
	}
	if !m.Labels.Equal(known.Labels) {
		options.Labels, changed = linodego.Pointer(linodego.LKENodePoolLabels(convert.Entries(ctx, m.Labels, diags))), true
	}
	if taints := m.taints(); !sameElements(taints, known.taints()) {
		options.Taints, changed = &taints, true
	}
	if wanted, had := m.autoscaler(), known.autoscaler(); value(wanted) != value(had) {
		if wanted == nil {
			wanted = &linodego.LKENodePoolAutoscaler{Min: had.Min, Max: had.Max}
		}
		options.Autoscaler, changed = wanted, true
	}
	if tier == enterprise {
		if !m.K8sVersion.Equal(known.K8sVersion) {
			options.K8sVersion, changed = said(m.K8sVersion.ValueString()), true
		}
		if !m.UpdateStrategy.Equal(known.UpdateStrategy) {
			options.UpdateStrategy, changed = said(linodego.LKENodePoolUpdateStrategy(m.UpdateStrategy.ValueString())), true
		}
	}
	return options, changed
}

// found is the pool as the API tells it.
func found(pool *linodego.LKENodePool, cluster types.Int64) nodePoolModel {
	m := nodePoolModel{
		ID:             convert.IDText(pool.ID),
		ClusterID:      cluster,
		Type:           types.StringValue(pool.Type),
		Label:          types.StringValue(value(pool.Label)),
		FirewallID:     convert.Number(pool.FirewallID),
		NodeCount:      types.Int64Value(int64(pool.Count)),
		DiskEncryption: types.StringValue(string(pool.DiskEncryption)),
		Tags:           convert.Strings(pool.Tags),
		Labels:         convert.StringMap(pool.Labels),
		K8sVersion:     types.StringPointerValue(pool.K8sVersion),
		UpdateStrategy: types.StringValue(string(value(pool.UpdateStrategy))),
		Nodes:          nodeObjects(pool.Linodes),
		Autoscaler:     []autoscalerModel{},
		Taints:         make([]taintModel, len(pool.Taints)),
	}
	if pool.Autoscaler.Enabled {
		m.Autoscaler = append(m.Autoscaler, autoscalerModel{
			Min: types.Int64Value(int64(pool.Autoscaler.Min)), Max: types.Int64Value(int64(pool.Autoscaler.Max)),
		})
	}
	for i, taint := range pool.Taints {
		m.Taints[i] = taintModel{
			Key: types.StringValue(taint.Key), Value: types.StringValue(taint.Value), Effect: types.StringValue(string(taint.Effect)),
		}
	}
	return m
}

func (m *nodePoolModel) settle(now nodePoolModel) {
	m.ID = now.ID
	convert.Settle(&m.FirewallID, now.FirewallID)
	convert.Settle(&m.NodeCount, now.NodeCount)
	convert.Settle(&m.DiskEncryption, now.DiskEncryption)
	convert.Settle(&m.K8sVersion, now.K8sVersion)
	convert.Settle(&m.UpdateStrategy, now.UpdateStrategy)
	convert.Settle(&m.Nodes, now.Nodes)
}

func nodeObjects(nodes []linodego.LKENodePoolLinode) types.List {
	objects := make([]attr.Value, len(nodes))
	for i, node := range nodes {
		objects[i] = types.ObjectValueMust(nodeType.AttrTypes, map[string]attr.Value{
			"id":          types.StringValue(node.ID),
			"instance_id": types.Int64Value(int64(node.InstanceID)),
			"status":      types.StringValue(string(node.Status)),
		})
	}
	return types.ListValueMust(nodeType, objects)
}
