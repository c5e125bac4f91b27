package lke

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"
)

// declaredPool is one pool block, of a configuration or of the state.
type declaredPool struct {
	ID             int
	Type           string
	Count          int
	Label          string
	FirewallID     int
	DiskEncryption string
	K8sVersion     string
	UpdateStrategy string
	Autoscaler     linodego.LKENodePoolAutoscaler
	Tags           []string
	Labels         map[string]string
	Taints         []linodego.LKENodePoolTaint
}

func declaredPools(blocks any) []declaredPool {
	list := blocks.([]any)
	pools := make([]declaredPool, len(list))
	for i, raw := range list {
		block, ok := raw.(map[string]any)
		if !ok {
			continue
		}
		pool := declaredPool{
			ID:             block["id"].(int),
			Type:           block["type"].(string),
			Count:          block["count"].(int),
			Label:          block["label"].(string),
			FirewallID:     block["firewall_id"].(int),
			DiskEncryption: block["disk_encryption"].(string),
			K8sVersion:     block["k8s_version"].(string),
			UpdateStrategy: block["update_strategy"].(string),
			Tags:           setOfText(block["tags"]),
			Labels:         map[string]string{},
			Taints:         taints(block["taint"].(*schema.Set)),
		}
		for key, value := range block["labels"].(map[string]any) {
			pool.Labels[key] = value.(string)
		}
		if scaler, ok := first(block["autoscaler"]); ok {
			pool.Autoscaler = linodego.LKENodePoolAutoscaler{Enabled: true, Min: scaler["min"].(int), Max: scaler["max"].(int)}
		}
		pools[i] = pool
	}
	return pools
}

// size is the count, which an autoscaled pool may leave out: then it starts at the autoscaler's minimum.
func (p declaredPool) size() int {
	if p.Count == 0 {
		return p.Autoscaler.Min
	}
	return p.Count
}

func (p declaredPool) autoscaler() *linodego.LKENodePoolAutoscaler {
	if !p.Autoscaler.Enabled {
		return nil
	}
	return &p.Autoscaler
}

func (p declaredPool) createOptions() linodego.LKENodePoolCreateOptions {
	return linodego.LKENodePoolCreateOptions{
		Type:           p.Type,
		Count:          p.size(),
		Tags:           p.Tags,
		Labels:         p.Labels,
		Taints:         p.Taints,
		Label:          said(p.Label),
		FirewallID:     said(p.FirewallID),
		DiskEncryption: said(linodego.InstanceDiskEncryption(p.DiskEncryption)),
		Autoscaler:     p.autoscaler(),
	}
}

// looksLike compares with a pool that has no ID here yet, as those of a cluster that was only just made.
func (p declaredPool) looksLike(pool linodego.LKENodePool) bool {
	scaled := !p.Autoscaler.Enabled && !pool.Autoscaler.Enabled || p.Autoscaler == pool.Autoscaler
	return p.Type == pool.Type && p.size() == pool.Count && scaled &&
		maps.Equal(p.Labels, pool.Labels) && sameElements(p.Tags, pool.Tags) && sameElements(p.Taints, pool.Taints)
}

func setOfText(raw any) []string {
	set := raw.(*schema.Set).List()
	values := make([]string, len(set))
	for i, value := range set {
		values[i] = value.(string)
	}
	return values
}

func taints(set *schema.Set) []linodego.LKENodePoolTaint {
	wire := make([]linodego.LKENodePoolTaint, 0, set.Len())
	for _, raw := range set.List() {
		taint := raw.(map[string]any)
		wire = append(wire, linodego.LKENodePoolTaint{
			Key:    taint["key"].(string),
			Value:  taint["value"].(string),
			Effect: linodego.LKENodePoolTaintEffect(taint["effect"].(string)),
		})
	}
	return wire
}

// first is the content of a block that may be there once. An empty block counts as absent.
func first(blocks any) (map[string]any, bool) {
	list, ok := blocks.([]any)
	if !ok || len(list) == 0 {
		return nil, false
	}
	content, ok := list[0].(map[string]any)
	return content, ok
}

// said is nil for what a block leaves out, which the SDK shows as the zero value.
func said[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

func sameElements[T comparable](some, others []T) bool {
	if len(some) != len(others) {
		return false
	}
	for _, one := range some {
		if !slices.Contains(others, one) {
			return false
		}
	}
	return true
}
