package lke

import (
	"slices"

	"github.com/linode/linodego"
)

// withoutExternal leaves out the pools that some other resource owns, which a tag in external_pool_tags says.
func withoutExternal(pools []linodego.LKENodePool, externalTags []string) []linodego.LKENodePool {
	return slices.DeleteFunc(pools, func(pool linodego.LKENodePool) bool {
		return slices.ContainsFunc(pool.Tags, func(tag string) bool { return slices.Contains(externalTags, tag) })
	})
}

// inDeclaredOrder lines up the pools that exist with the blocks that declare them: by ID, else by likeness.
// Whatever nobody declared follows, so that the next plan sees one pool too many and removes it.
func inDeclaredOrder(pools []linodego.LKENodePool, declared []declaredPool) []linodego.LKENodePool {
	left := slices.Clone(pools)
	places := make([]*linodego.LKENodePool, len(declared))
	take := func(place int, fits func(linodego.LKENodePool) bool) {
		if places[place] != nil {
			return
		}
		if i := slices.IndexFunc(left, fits); i >= 0 {
			pool := left[i]
			places[place] = &pool
			left = slices.Delete(left, i, i+1)
		}
	}
	for i, d := range declared {
		take(i, func(pool linodego.LKENodePool) bool { return pool.ID == d.ID })
	}
	for i, d := range declared {
		take(i, d.looksLike)
	}
	ordered := make([]linodego.LKENodePool, 0, len(pools))
	for _, pool := range places {
		if pool != nil {
			ordered = append(ordered, *pool)
		}
	}
	return append(ordered, left...)
}

func poolBlocks(pools []linodego.LKENodePool) []map[string]any {
	blocks := make([]map[string]any, len(pools))
	for i, pool := range pools {
		block := map[string]any{
			"id":              pool.ID,
			"type":            pool.Type,
			"count":           pool.Count,
			"label":           value(pool.Label),
			"firewall_id":     value(pool.FirewallID),
			"disk_encryption": string(pool.DiskEncryption),
			"k8s_version":     value(pool.K8sVersion),
			"update_strategy": string(value(pool.UpdateStrategy)),
			"tags":            pool.Tags,
			"labels":          map[string]string(pool.Labels),
			"taint":           taintBlocks(pool.Taints),
			"nodes":           nodeBlocks(pool.Linodes),
		}
		if pool.Autoscaler.Enabled {
			block["autoscaler"] = []map[string]any{{"min": pool.Autoscaler.Min, "max": pool.Autoscaler.Max}}
		}
		blocks[i] = block
	}
	return blocks
}

func taintBlocks(taints []linodego.LKENodePoolTaint) []map[string]any {
	blocks := make([]map[string]any, len(taints))
	for i, taint := range taints {
		blocks[i] = map[string]any{"key": taint.Key, "value": taint.Value, "effect": string(taint.Effect)}
	}
	return blocks
}

func nodeBlocks(nodes []linodego.LKENodePoolLinode) []map[string]any {
	blocks := make([]map[string]any, len(nodes))
	for i, node := range nodes {
		blocks[i] = map[string]any{"id": node.ID, "instance_id": node.InstanceID, "status": string(node.Status)}
	}
	return blocks
}

func value[T any](pointer *T) (v T) {
	if pointer != nil {
		v = *pointer
	}
	return v
}
