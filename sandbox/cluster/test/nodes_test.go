package test

import (
	"context"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

func TestNodesFollowTheirPools(t *testing.T) {
	ctx := context.Background()
	c := start(t, t.TempDir())
	c.want(worker("lke7-11-a", 101), worker("lke7-11-b", 102))
	api, _ := client(t, c.ready().Kubeconfig)
	c.awaitNode("node-ready", 101)
	c.awaitNode("node-ready", 102)

	node, err := api.CoreV1().Nodes().Get(ctx, "lke7-11-a", meta.GetOptions{})
	check(t, err)
	if node.Spec.ProviderID != "linode://101" || node.Labels["lke.linode.com/pool-id"] != "11" ||
		node.Labels["node.kubernetes.io/instance-type"] != "g6-standard-2" || node.Labels["topology.kubernetes.io/region"] != "us-ord" {
		t.Fatalf("not a node of LKE's: %s %v", node.Spec.ProviderID, node.Labels)
	}

	deploy(t, api, 3)
	eventually(t, "three replicas are available", func() bool { return available(t, api) == 3 })

	labelled := worker("lke7-11-a", 101)
	labelled.Labels = map[string]string{"team": "blue"}
	c.want(labelled, worker("lke7-11-b", 102), worker("lke7-11-c", 103))
	c.awaitNode("node-ready", 103)
	eventually(t, "the pool's label is on its node", func() bool {
		node, err := api.CoreV1().Nodes().Get(ctx, "lke7-11-a", meta.GetOptions{})
		return err == nil && node.Labels["team"] == "blue"
	})

	drain(t, api, "lke7-11-a")
	eventually(t, "the drained node's pods have moved", func() bool {
		return len(podsOn(t, api, "lke7-11-a")) == 0 && available(t, api) == 3
	})

	// Recycled: the same name may come back as another instance.
	c.want(worker("lke7-11-a", 201), worker("lke7-11-c", 103))
	c.awaitNode("node-gone", 101)
	c.awaitNode("node-gone", 102)
	c.awaitNode("node-ready", 201)
	eventually(t, "nothing runs on what is gone", func() bool {
		return len(podsOn(t, api, "lke7-11-b")) == 0 && available(t, api) == 3
	})
}

func deploy(t *testing.T, api kubernetes.Interface, replicas int32) {
	t.Helper()
	labels := map[string]string{"app": "web"}
	_, err := api.AppsV1().Deployments("default").Create(context.Background(), &apps.Deployment{
		ObjectMeta: meta.ObjectMeta{Name: "web"},
		Spec: apps.DeploymentSpec{
			Replicas: &replicas,
			Selector: &meta.LabelSelector{MatchLabels: labels},
			Template: core.PodTemplateSpec{
				ObjectMeta: meta.ObjectMeta{Labels: labels},
				Spec:       core.PodSpec{Containers: []core.Container{{Name: "web", Image: "web"}}},
			},
		},
	}, meta.CreateOptions{})
	check(t, err)
}

func available(t *testing.T, api kubernetes.Interface) int32 {
	t.Helper()
	deployment, err := api.AppsV1().Deployments("default").Get(context.Background(), "web", meta.GetOptions{})
	check(t, err)
	return deployment.Status.AvailableReplicas
}

func podsOn(t *testing.T, api kubernetes.Interface, node string) []core.Pod {
	t.Helper()
	pods, err := api.CoreV1().Pods("default").List(context.Background(), meta.ListOptions{FieldSelector: "spec.nodeName=" + node})
	check(t, err)
	return pods.Items
}

// drain does what kubectl drain does.
func drain(t *testing.T, api kubernetes.Interface, node string) {
	t.Helper()
	ctx := context.Background()
	_, err := api.CoreV1().Nodes().Patch(ctx, node, types.MergePatchType, []byte(`{"spec":{"unschedulable":true}}`), meta.PatchOptions{})
	check(t, err)
	for _, pod := range podsOn(t, api, node) {
		check(t, api.PolicyV1().Evictions(pod.Namespace).Evict(ctx,
			&policy.Eviction{ObjectMeta: meta.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace}}))
	}
}
