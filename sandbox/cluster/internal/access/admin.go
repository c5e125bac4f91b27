package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	core "k8s.io/api/core/v1"
	rbac "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	namespace = "kube-system"
	account   = "lke-admin"
)

// Admin is the ServiceAccount whose token LKE's kubeconfig carries.
type Admin struct {
	Client kubernetes.Interface
	Config *rest.Config
}

// Token answers the administrator's token, and makes what is missing for there to be one.
func (a Admin) Token(ctx context.Context) (string, error) {
	_, err := a.Client.CoreV1().ServiceAccounts(namespace).Create(ctx,
		&core.ServiceAccount{ObjectMeta: meta.ObjectMeta{Name: account}}, meta.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return "", err
	}
	_, err = a.Client.RbacV1().ClusterRoleBindings().Create(ctx, &rbac.ClusterRoleBinding{
		ObjectMeta: meta.ObjectMeta{Name: account},
		RoleRef:    rbac.RoleRef{APIGroup: rbac.GroupName, Kind: "ClusterRole", Name: "cluster-admin"},
		Subjects:   []rbac.Subject{{Kind: rbac.ServiceAccountKind, Namespace: namespace, Name: account}},
	}, meta.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return "", err
	}
	tokens, err := a.tokens(ctx)
	if err != nil {
		return "", err
	}
	if len(tokens) == 0 {
		return a.create(ctx)
	}
	return a.filled(ctx, tokens[0].Name)
}

// Rotate answers a new token once the old one is refused.
func (a Admin) Rotate(ctx context.Context) (string, error) {
	before, err := a.tokens(ctx)
	if err != nil {
		return "", err
	}
	for _, secret := range before {
		err := a.Client.CoreV1().Secrets(namespace).Delete(ctx, secret.Name, meta.DeleteOptions{})
		if err != nil && !apierrors.IsNotFound(err) {
			return "", err
		}
	}
	token, err := a.create(ctx)
	if err != nil {
		return "", err
	}
	for _, secret := range before {
		if err := a.refused(ctx, string(secret.Data[core.ServiceAccountTokenKey])); err != nil {
			return "", err
		}
	}
	return token, nil
}

func (a Admin) tokens(ctx context.Context) ([]core.Secret, error) {
	secrets, err := a.Client.CoreV1().Secrets(namespace).List(ctx,
		meta.ListOptions{FieldSelector: "type=" + string(core.SecretTypeServiceAccountToken)})
	if err != nil {
		return nil, err
	}
	var found []core.Secret
	for _, secret := range secrets.Items {
		if secret.Annotations[core.ServiceAccountNameKey] == account {
			found = append(found, secret)
		}
	}
	return found, nil
}

func (a Admin) create(ctx context.Context) (string, error) {
	secret, err := a.Client.CoreV1().Secrets(namespace).Create(ctx, &core.Secret{
		ObjectMeta: meta.ObjectMeta{
			GenerateName: account + "-token-",
			Annotations:  map[string]string{core.ServiceAccountNameKey: account},
		},
		Type: core.SecretTypeServiceAccountToken,
	}, meta.CreateOptions{})
	if err != nil {
		return "", err
	}
	return a.filled(ctx, secret.Name)
}

// filled waits until the controller manager has written the token into its Secret.
func (a Admin) filled(ctx context.Context, name string) (token string, err error) {
	err = until(ctx, 50*time.Millisecond, func() (bool, error) {
		secret, err := a.Client.CoreV1().Secrets(namespace).Get(ctx, name, meta.GetOptions{})
		if err != nil {
			return false, err
		}
		token = string(secret.Data[core.ServiceAccountTokenKey])
		return token != "", nil
	})
	if err != nil {
		return "", fmt.Errorf("the token %s was not made: %w", name, err)
	}
	return token, nil
}

// refused waits until the API server has forgotten a token, which it remembers for ten seconds.
func (a Admin) refused(ctx context.Context, token string) error {
	config := rest.AnonymousClientConfig(a.Config)
	config.BearerToken = token
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	return until(ctx, 250*time.Millisecond, func() (bool, error) {
		_, err := client.CoreV1().Namespaces().Get(ctx, namespace, meta.GetOptions{})
		return apierrors.IsUnauthorized(err), nil
	})
}

func until(ctx context.Context, every time.Duration, done func() (bool, error)) error {
	for {
		ok, err := done()
		if ok || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("waited too long"), ctx.Err())
		case <-time.After(every):
		}
	}
}
