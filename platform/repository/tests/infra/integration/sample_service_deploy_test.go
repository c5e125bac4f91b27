// Package integration deploys the sample service as an application team would.
package integration

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"groundwork/platform/tests/infra/kube"
)

func TestTheSampleServiceIsDeployedAndObservable(t *testing.T) {
	namespace := kube.Given(t, "NAMESPACE")
	environment := os.Getenv("ENVIRONMENT")
	if environment == "" {
		t.Skip("ENVIRONMENT does not say which environment the namespace belongs to")
	}
	if _, err := namespace.Try("get", "secret", "service-token"); err != nil {
		t.Fatalf("the Secret service-token is missing; promote the bundle of %s, or run scripts/secrets/sync.sh: %v", environment, err)
	}
	arguments := []string{"upgrade", "sample-service", "../../../infra/helm/charts/sample-service", "--install",
		"--namespace", string(namespace), "--set", "environment=" + environment,
		"--set", "domain=" + environment + ".platform.example.org", "--wait", "--timeout", "5m"}
	if os.Getenv("OWN_NODES") == "true" {
		arguments = append(arguments, "--set", "nodes.own=true")
	}
	if output, err := exec.Command("helm", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("helm did not deploy it: %v: %s", err, output)
	}
	namespace.Run(t, "rollout", "status", "deployment/sample-service", "--timeout", "5m")

	// Asked from a pod beside it, since whoever deploys may not open a way into the namespace.
	if !namespace.Reach(t, "ask-health", "http://sample-service/healthz") {
		t.Error("/healthz did not answer within its own namespace")
	}
	kube.Eventually(t, 2*time.Minute, "its pods are ready with their secret", func() error {
		ready, err := namespace.Try("get", "pods", "--selector", "app.kubernetes.io/name=sample-service",
			"--output", "jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}")
		if err == nil && (ready == "" || strings.Contains(ready, "False")) {
			err = errors.New("ready: " + ready)
		}
		return err
	})
	namespace.Run(t, "get", "servicemonitor", "sample-service")
	prometheus := os.Getenv("PROMETHEUS_URL")
	if prometheus == "" {
		t.Log("PROMETHEUS_URL is not set: whether sample_service_up is scraped was not looked at")
		return
	}
	kube.Eventually(t, 5*time.Minute, "sample_service_up is scraped", func() error {
		answer, err := exec.Command("curl", "--silent", "--fail", "--get", prometheus+"/api/v1/query",
			"--data-urlencode", `query=sample_service_up{namespace="`+string(namespace)+`"} == 1`).Output()
		if err == nil && !strings.Contains(string(answer), `"metric":{`) {
			err = errors.New("there is no such sample yet")
		}
		return err
	})
}
