// Package kube asks a cluster by kubectl, as people do.
package kube

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Namespace is one namespace of the cluster that KUBECONFIG names.
type Namespace string

// Given is the namespace in an environment variable; without it, or without a cluster, the test is
// skipped and says what it lacks.
func Given(t *testing.T, variable string) Namespace {
	t.Helper()
	if os.Getenv("KUBECONFIG") == "" {
		t.Skip("there is no cluster: set KUBECONFIG, for instance by scripts/infra/kubeconfig.sh")
	}
	name := os.Getenv(variable)
	if name == "" {
		t.Skipf("%s does not say which namespace", variable)
	}
	return Namespace(name)
}

// Try runs kubectl in the namespace and gives what it printed.
func (n Namespace) Try(arguments ...string) (string, error) {
	return n.TryWith("", arguments...)
}

// TryWith runs kubectl with something on its standard input.
func (n Namespace) TryWith(input string, arguments ...string) (string, error) {
	limit, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	command := exec.CommandContext(limit, "kubectl", append([]string{"--namespace", string(n)}, arguments...)...)
	command.Stdin = strings.NewReader(input)
	var output, complaint bytes.Buffer
	command.Stdout, command.Stderr = &output, &complaint
	if err := command.Run(); err != nil {
		return output.String(), fmt.Errorf("kubectl %s: %w: %s", strings.Join(arguments, " "), err, complaint.String())
	}
	return output.String(), nil
}

// Run is Try for what must succeed.
func (n Namespace) Run(t *testing.T, arguments ...string) string {
	t.Helper()
	output, err := n.Try(arguments...)
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// Nodes is how a pod says that it belongs on the nodes of its environment, as it must where several
// share a cluster: a node selector and tolerations, in JSON. The quota that the bundle brought tells
// which environment that is; without one any node will do.
func (n Namespace) Nodes() (selector, tolerations string) {
	environment, err := n.Try("get", "resourcequota", "environment", "--output",
		`jsonpath={.metadata.labels.groundwork\.io/environment}`)
	if err != nil || environment == "" {
		return "{}", `[{"key": "groundwork.io/environment", "operator": "Exists"}]`
	}
	return fmt.Sprintf(`{"groundwork.io/environment": %q}`, environment),
		fmt.Sprintf(`[{"key": "groundwork.io/environment", "value": %q, "effect": "NoSchedule"}]`, environment)
}

// Eventually tries until it succeeds, for at most as long.
func Eventually(t *testing.T, limit time.Duration, what string, try func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s: %v", what, limit, err)
		}
		time.Sleep(2 * time.Second)
	}
}

// Reach runs a pod that asks an address once, as strict as every pod must be, and tells whether it
// was answered. Whatever the answer, it was reached.
func (n Namespace) Reach(t *testing.T, name, address string) bool {
	t.Helper()
	selector, tolerations := n.Nodes()
	pod := fmt.Sprintf(`{
  "apiVersion": "v1", "kind": "Pod",
  "metadata": {"name": %q, "namespace": %q},
  "spec": {
    "restartPolicy": "Never", "automountServiceAccountToken": false, "activeDeadlineSeconds": 120,
    "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
    "nodeSelector": %s, "tolerations": %s,
    "containers": [{
      "name": "ask", "image": "curlimages/curl:8.11.1",
      "command": ["curl", "--silent", "--show-error", "--output", "/dev/null", "--max-time", "5", %q],
      "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"cpu": "100m", "memory": "32Mi"}},
      "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}
    }]
  }
}`, name, n, selector, tolerations, address)
	remove := func() { _, _ = n.Try("delete", "pod", name, "--ignore-not-found", "--wait=true") }
	remove()
	t.Cleanup(remove)
	if _, err := n.TryWith(pod, "apply", "--filename", "-"); err != nil {
		t.Fatal(err)
	}
	var phase string
	Eventually(t, 3*time.Minute, name+" ends", func() error {
		output, err := n.Try("get", "pod", name, "--output", "jsonpath={.status.phase}")
		if phase = output; err != nil || phase == "Succeeded" || phase == "Failed" {
			return err
		}
		return fmt.Errorf("it is %s", phase)
	})
	return phase == "Succeeded"
}
