package terratest

import (
	"encoding/json"
	"testing"

	"groundwork/platform/tests/infra/kube"
)

type policies struct {
	Items []struct {
		Spec struct {
			PodSelector struct {
				MatchLabels      map[string]string `json:"matchLabels"`
				MatchExpressions []any             `json:"matchExpressions"`
			} `json:"podSelector"`
			PolicyTypes []string `json:"policyTypes"`
			Ingress     []any    `json:"ingress"`
			Egress      []any    `json:"egress"`
		} `json:"spec"`
	} `json:"items"`
}

func TestANamespaceIsClosedUnlessSomethingOpensIt(t *testing.T) {
	namespace := kube.Given(t, "NAMESPACE")
	var found policies
	if err := json.Unmarshal([]byte(namespace.Run(t, "get", "networkpolicies", "--output", "json")), &found); err != nil {
		t.Fatal(err)
	}
	closed := map[string]bool{}
	for _, policy := range found.Items {
		selector := policy.Spec.PodSelector
		if len(selector.MatchLabels) > 0 || len(selector.MatchExpressions) > 0 {
			continue
		}
		for _, direction := range policy.Spec.PolicyTypes {
			if direction == "Ingress" && len(policy.Spec.Ingress) == 0 || direction == "Egress" && len(policy.Spec.Egress) == 0 {
				closed[direction] = true
			}
		}
	}
	for _, direction := range []string{"Ingress", "Egress"} {
		if !closed[direction] {
			t.Errorf("no policy of %s closes all pods for %s", namespace, direction)
		}
	}
}

func TestAServiceIsReachedFromItsOwnEnvironmentOnly(t *testing.T) {
	namespace := kube.Given(t, "NAMESPACE")
	other := kube.Given(t, "OTHER_NAMESPACE")
	address := "http://sample-service." + string(namespace) + ".svc.cluster.local/healthz"
	if !namespace.Reach(t, "ask-own", address) {
		t.Errorf("%s is not reached from its own namespace, so nothing can be said of others", address)
	}
	if other.Reach(t, "ask-other", address) {
		t.Errorf("%s is reached from %s, and no policy allows that", address, other)
	}
}
