package nodes

import (
	"context"
	"time"

	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// remove takes a node out as LKE does: no new pods, the present ones are asked to move and have a
// limited time for it, and then the instance is gone, whatever still ran there.
func remove(ctx context.Context, client kubernetes.Interface, node *core.Node, patience time.Duration) error {
	_, err := client.CoreV1().Nodes().Patch(ctx, node.Name, types.StrategicMergePatchType,
		[]byte(`{"spec":{"unschedulable":true}}`), meta.PatchOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		left, err := evict(ctx, client, node.Name)
		if err != nil {
			return err
		}
		if left == 0 {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(250 * time.Millisecond):
		}
	}
	err = client.CoreV1().Nodes().Delete(ctx, node.Name,
		meta.DeleteOptions{Preconditions: meta.NewUIDPreconditions(string(node.UID))})
	if apierrors.IsNotFound(err) || apierrors.IsConflict(err) {
		return nil
	}
	return err
}

// evict asks the pods of a node to go, and answers how many that can move are still there. A
// disruption budget may refuse, and is asked again.
func evict(ctx context.Context, client kubernetes.Interface, node string) (left int, err error) {
	pods, err := client.CoreV1().Pods("").List(ctx,
		meta.ListOptions{FieldSelector: fields.OneTermEqualSelector("spec.nodeName", node).String()})
	if err != nil {
		return 0, err
	}
	for _, pod := range pods.Items {
		if owner := meta.GetControllerOf(&pod); owner != nil && owner.Kind == "DaemonSet" {
			continue
		}
		left++
		if pod.DeletionTimestamp != nil {
			continue
		}
		err := client.PolicyV1().Evictions(pod.Namespace).Evict(ctx,
			&policy.Eviction{ObjectMeta: meta.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace}})
		if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsTooManyRequests(err) {
			return left, err
		}
	}
	return left, nil
}
