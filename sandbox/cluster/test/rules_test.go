package test

import (
	"context"
	"testing"
	"time"

	admission "k8s.io/api/admissionregistration/v1"
	auth "k8s.io/api/authentication/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// What the portal builds on must be enforced, and RBAC be asked, as on LKE.
func TestRulesAreEnforced(t *testing.T) {
	ctx := context.Background()
	c := start(t, t.TempDir())
	api, config := client(t, c.ready().Kubeconfig)

	_, err := api.CoreV1().Namespaces().Create(ctx, &core.Namespace{ObjectMeta: meta.ObjectMeta{
		Name: "strict", Labels: map[string]string{"pod-security.kubernetes.io/enforce": "restricted"}}}, meta.CreateOptions{})
	check(t, err)
	eventually(t, "the namespace has its account", func() bool {
		_, err := api.CoreV1().ServiceAccounts("strict").Get(ctx, "default", meta.GetOptions{})
		return err == nil
	})
	_, err = api.CoreV1().Pods("strict").Create(ctx, &core.Pod{ObjectMeta: meta.ObjectMeta{Name: "lax"},
		Spec: core.PodSpec{HostNetwork: true, Containers: []core.Container{{Name: "c", Image: "c"}}}}, meta.CreateOptions{})
	refused(t, "pod security", err)

	quota(t, api)
	admissionPolicy(t, api)
	issuedToken(t, api, config)
}

func quota(t *testing.T, api kubernetes.Interface) {
	t.Helper()
	ctx := context.Background()
	_, err := api.CoreV1().ResourceQuotas("strict").Create(ctx, &core.ResourceQuota{
		ObjectMeta: meta.ObjectMeta{Name: "few"},
		Spec:       core.ResourceQuotaSpec{Hard: core.ResourceList{"count/secrets": resource.MustParse("0")}},
	}, meta.CreateOptions{})
	check(t, err)
	eventually(t, "the quota counts", func() bool {
		quota, err := api.CoreV1().ResourceQuotas("strict").Get(ctx, "few", meta.GetOptions{})
		return err == nil && len(quota.Status.Hard) > 0
	})
	_, err = api.CoreV1().Secrets("strict").Create(ctx, &core.Secret{ObjectMeta: meta.ObjectMeta{Name: "s"}}, meta.CreateOptions{})
	refused(t, "quota", err)
}

func admissionPolicy(t *testing.T, api kubernetes.Interface) {
	t.Helper()
	ctx := context.Background()
	policies := api.AdmissionregistrationV1()
	_, err := policies.ValidatingAdmissionPolicies().Create(ctx, &admission.ValidatingAdmissionPolicy{
		ObjectMeta: meta.ObjectMeta{Name: "no-x"},
		Spec: admission.ValidatingAdmissionPolicySpec{
			MatchConstraints: &admission.MatchResources{ResourceRules: []admission.NamedRuleWithOperations{{
				RuleWithOperations: admission.RuleWithOperations{
					Operations: []admission.OperationType{admission.Create},
					Rule:       admission.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"}},
				}}}},
			Validations: []admission.Validation{{Expression: "object.metadata.name != 'x'"}},
		},
	}, meta.CreateOptions{})
	check(t, err)
	_, err = policies.ValidatingAdmissionPolicyBindings().Create(ctx, &admission.ValidatingAdmissionPolicyBinding{
		ObjectMeta: meta.ObjectMeta{Name: "no-x"},
		Spec: admission.ValidatingAdmissionPolicyBindingSpec{PolicyName: "no-x",
			ValidationActions: []admission.ValidationAction{admission.Deny}},
	}, meta.CreateOptions{})
	check(t, err)
	eventually(t, "the admission policy refuses", func() bool {
		_, err := api.CoreV1().ConfigMaps("default").Create(ctx, &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "x"}},
			meta.CreateOptions{DryRun: []string{meta.DryRunAll}})
		return err != nil
	})
}

// issuedToken tries a token that was asked for: it is nobody's administrator, and gone with what
// it is bound to.
func issuedToken(t *testing.T, api kubernetes.Interface, config *rest.Config) {
	t.Helper()
	ctx := context.Background()
	bound, err := api.CoreV1().Secrets("default").Create(ctx, &core.Secret{ObjectMeta: meta.ObjectMeta{Name: "bound"}}, meta.CreateOptions{})
	check(t, err)
	seconds := int64(600)
	issued, err := api.CoreV1().ServiceAccounts("default").CreateToken(ctx, "default", &auth.TokenRequest{
		Spec: auth.TokenRequestSpec{ExpirationSeconds: &seconds, BoundObjectRef: &auth.BoundObjectReference{
			Kind: "Secret", APIVersion: "v1", Name: bound.Name, UID: bound.UID}}}, meta.CreateOptions{})
	check(t, err)
	if left := time.Until(issued.Status.ExpirationTimestamp.Time); left > 11*time.Minute {
		t.Errorf("the token lasts %s", left)
	}
	other := rest.AnonymousClientConfig(config)
	other.BearerToken = issued.Status.Token
	weak, err := kubernetes.NewForConfig(other)
	check(t, err)
	_, err = weak.CoreV1().Secrets("default").List(ctx, meta.ListOptions{})
	refused(t, "RBAC", err)
	check(t, api.CoreV1().Secrets("default").Delete(ctx, bound.Name, meta.DeleteOptions{}))
	eventually(t, "the token is refused", func() bool {
		_, err := weak.CoreV1().Secrets("default").List(ctx, meta.ListOptions{})
		return apierrors.IsUnauthorized(err)
	})
}

func refused(t *testing.T, what string, err error) {
	t.Helper()
	if !apierrors.IsForbidden(err) {
		t.Errorf("%s did not refuse: %v", what, err)
	}
}
