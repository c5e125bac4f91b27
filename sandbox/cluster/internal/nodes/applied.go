package nodes

import (
	"encoding/json"
	"slices"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/equality"
)

// record notes what came from the pool, and tells whether the node differs from before.
func record(node, before *core.Node, applied fromPool) bool {
	slices.Sort(applied.Labels)
	text, err := json.Marshal(applied)
	if err != nil {
		panic(err) // Strings only: cannot happen.
	}
	if node.Annotations == nil {
		node.Annotations = map[string]string{}
	}
	node.Annotations[appliedAnnotation] = string(text)
	return !equality.Semantic.DeepEqual(node.Labels, before.Labels) ||
		!equality.Semantic.DeepEqual(node.Annotations, before.Annotations) ||
		!sameTaints(node.Spec.Taints, before.Spec.Taints)
}

// without answers the taints but the one of the same key and effect, of which a node has one only.
func without(taints []core.Taint, gone core.Taint) []core.Taint {
	return slices.DeleteFunc(slices.Clone(taints), func(taint core.Taint) bool { return taint.MatchTaint(&gone) })
}

// sameTaints compares without order, which means nothing.
func sameTaints(a, b []core.Taint) bool {
	if len(a) != len(b) {
		return false
	}
	for _, taint := range a {
		if !slices.ContainsFunc(b, func(other core.Taint) bool {
			return taint.MatchTaint(&other) && taint.Value == other.Value
		}) {
			return false
		}
	}
	return true
}
