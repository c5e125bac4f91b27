// Package perf looks whether an environment has room for the services that it promises.
package perf

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"groundwork/platform/tests/infra/kube"
)

// services is how many there must be room for: 30, unless SERVICES says otherwise.
func services(t *testing.T) int {
	t.Helper()
	given := os.Getenv("SERVICES")
	if given == "" {
		return 30
	}
	number, err := strconv.Atoi(given)
	if err != nil || number < 1 {
		t.Fatalf("SERVICES is %q, which is no number of services", given)
	}
	return number
}

// placeholder is a service that does nothing, of the size that quotas are reckoned with.
func placeholder(namespace kube.Namespace, selector, tolerations string, number int) string {
	return fmt.Sprintf(`
apiVersion: apps/v1
kind: Deployment
metadata:
  name: placeholder-%[2]d
  namespace: %[1]s
  labels: {groundwork.io/test: capacity}
spec:
  replicas: 2
  selector:
    matchLabels: {app: placeholder-%[2]d}
  template:
    metadata:
      labels: {app: placeholder-%[2]d, groundwork.io/test: capacity}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 0
      securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
      nodeSelector: %[3]s
      tolerations: %[4]s
      containers:
        - name: pause
          image: registry.k8s.io/pause:3.10
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {cpu: 100m, memory: 128Mi}
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
---
`, namespace, number, selector, tolerations)
}

func TestThePromisedServicesHaveRoom(t *testing.T) {
	namespace := kube.Given(t, "NAMESPACE")
	count := services(t)
	remove := func() {
		_, _ = namespace.Try("delete", "deployments", "--selector", "groundwork.io/test=capacity", "--ignore-not-found", "--wait=true")
	}
	t.Cleanup(remove)
	remove()
	var all strings.Builder
	selector, tolerations := namespace.Nodes()
	for number := range count {
		all.WriteString(placeholder(namespace, selector, tolerations, number+1))
	}
	began := time.Now()
	if _, err := namespace.TryWith(all.String(), "apply", "--filename", "-"); err != nil {
		t.Fatal(err)
	}
	// Nodes that an autoscaler has to make first take minutes.
	kube.Eventually(t, 10*time.Minute, fmt.Sprintf("%d services are available", count), func() error {
		output, err := namespace.Try("get", "deployments", "--selector", "groundwork.io/test=capacity", "--output", "json")
		if err != nil {
			return err
		}
		var found struct {
			Items []struct {
				Metadata struct{ Name string }
				Status   struct{ AvailableReplicas int }
			}
		}
		if err := json.Unmarshal([]byte(output), &found); err != nil {
			return err
		}
		available := 0
		for _, deployment := range found.Items {
			if deployment.Status.AvailableReplicas == 2 {
				available++
			}
		}
		if available < count {
			return fmt.Errorf("%d of %d are; kubectl get events tells whether the quota or the nodes are too small", available, count)
		}
		return nil
	})
	t.Logf("%d services with two pods each were available after %s", count, time.Since(began).Round(time.Second))
}

// TestAutoscalersHaveBounds: an autoscaler whose bounds are one number scales nothing, and one whose
// upper bound is past the quota promises what is not there.
func TestAutoscalersHaveBounds(t *testing.T) {
	namespace := kube.Given(t, "NAMESPACE")
	var found struct {
		Items []struct {
			Metadata struct{ Name string }
			Spec     struct{ MinReplicas, MaxReplicas int }
		}
	}
	if err := json.Unmarshal([]byte(namespace.Run(t, "get", "horizontalpodautoscalers", "--output", "json")), &found); err != nil {
		t.Fatal(err)
	}
	for _, autoscaler := range found.Items {
		if autoscaler.Spec.MaxReplicas <= autoscaler.Spec.MinReplicas {
			t.Errorf("%s goes from %d to %d and scales nothing", autoscaler.Metadata.Name, autoscaler.Spec.MinReplicas, autoscaler.Spec.MaxReplicas)
		}
	}
}
