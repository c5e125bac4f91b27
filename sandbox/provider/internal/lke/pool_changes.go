package lke

import (
	"maps"
	"reflect"

	"github.com/linode/linodego"
)

// poolChanges is what turns the pools of the state into the ones planned.
type poolChanges struct {
	update []poolUpdate
	create []linodego.LKENodePoolCreateOptions
	remove []int
}

type poolUpdate struct {
	id      int
	options linodego.LKENodePoolUpdateOptions
}

// changesBetween goes by position, because the order of the blocks is all that ties a block to its pool.
func changesBetween(known, planned []declaredPool, tier string) poolChanges {
	var changes poolChanges
	for i, wanted := range planned {
		switch {
		case i >= len(known):
			changes.add(wanted)
		case reflect.DeepEqual(known[i], wanted):
		case mustBeRemade(known[i], wanted):
			changes.add(wanted)
			changes.remove = append(changes.remove, known[i].ID)
		default:
			changes.update = append(changes.update, poolUpdate{known[i].ID, updateOptions(known[i], wanted, tier)})
		}
	}
	for i := len(planned); i < len(known); i++ {
		changes.remove = append(changes.remove, known[i].ID)
	}
	return changes
}

// add differs from a pool made with its cluster: only a later one may bring a version and a strategy of its own.
func (c *poolChanges) add(pool declaredPool) {
	options := pool.createOptions()
	options.K8sVersion = said(pool.K8sVersion)
	options.UpdateStrategy = said(linodego.LKENodePoolUpdateStrategy(pool.UpdateStrategy))
	c.create = append(c.create, options)
}

// mustBeRemade: Linode changes neither of these on a pool that exists.
func mustBeRemade(known, wanted declaredPool) bool {
	return known.Type != wanted.Type || known.DiskEncryption != wanted.DiskEncryption
}

func updateOptions(known, wanted declaredPool, tier string) linodego.LKENodePoolUpdateOptions {
	options := linodego.LKENodePoolUpdateOptions{Count: wanted.Count, Tags: &wanted.Tags}
	if known.Label != wanted.Label {
		options.Label = &wanted.Label
	}
	if known.FirewallID != wanted.FirewallID {
		options.FirewallID = said(wanted.FirewallID)
	}
	if !sameElements(known.Taints, wanted.Taints) {
		options.Taints = &wanted.Taints
	}
	if !maps.Equal(known.Labels, wanted.Labels) {
		labels := linodego.LKENodePoolLabels(wanted.Labels)
		options.Labels = &labels
	}
	if known.Autoscaler != wanted.Autoscaler {
		options.Autoscaler = &wanted.Autoscaler
	}
	if tier == enterprise {
		if known.K8sVersion != wanted.K8sVersion {
			options.K8sVersion = said(wanted.K8sVersion)
		}
		if known.UpdateStrategy != wanted.UpdateStrategy {
			options.UpdateStrategy = said(linodego.LKENodePoolUpdateStrategy(wanted.UpdateStrategy))
		}
	}
	return options
}
