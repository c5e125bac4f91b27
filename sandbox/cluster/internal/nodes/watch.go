package nodes

import (
	"context"
	"strconv"
	"strings"

	core "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Change is what happened to a node.
type Change struct {
	Kind     string // node-ready, node-not-ready or node-gone
	Name     string
	Pool     int64
	Instance int64
}

// Watch tells of changes until the context ends, and outlasts an API server that is away.
func Watch(ctx context.Context, client kubernetes.Interface, tell func(Change)) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	informer := factory.Core().V1().Nodes().Informer()
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(now any) {
			if ready(now) {
				tell(change("node-ready", now))
			}
		},
		UpdateFunc: func(before, now any) {
			switch {
			case ready(now) && (!ready(before) || uid(now) != uid(before)):
				tell(change("node-ready", now))
			case ready(before) && !ready(now):
				tell(change("node-not-ready", now))
			}
		},
		DeleteFunc: func(last any) {
			if unknown, is := last.(cache.DeletedFinalStateUnknown); is {
				last = unknown.Obj
			}
			tell(change("node-gone", last))
		},
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	return nil
}

func ready(object any) bool {
	node, is := object.(*core.Node)
	if !is {
		return false
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == core.NodeReady {
			return condition.Status == core.ConditionTrue
		}
	}
	return false
}

func uid(object any) string {
	if node, is := object.(*core.Node); is {
		return string(node.UID)
	}
	return ""
}

func change(kind string, object any) Change {
	node, is := object.(*core.Node)
	if !is {
		return Change{Kind: kind}
	}
	pool, _ := strconv.ParseInt(node.Labels[poolLabel], 10, 64)
	instance, _ := strconv.ParseInt(strings.TrimPrefix(node.Spec.ProviderID, "linode://"), 10, 64)
	return Change{Kind: kind, Name: node.Name, Pool: pool, Instance: instance}
}
