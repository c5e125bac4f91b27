// Package access makes the ways into a cluster: certificates for the control plane's own parts,
// and the administrator's token as LKE hands it out.
package access

import (
	"encoding/base64"
	"fmt"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// ByCertificate is the kubeconfig of a part of the control plane.
func ByCertificate(server string, ca, cert, key []byte) ([]byte, error) {
	config := api.NewConfig()
	config.Clusters["self"] = &api.Cluster{Server: server, CertificateAuthorityData: ca}
	config.AuthInfos["self"] = &api.AuthInfo{ClientCertificateData: cert, ClientKeyData: key}
	config.Contexts["self"] = &api.Context{Cluster: "self", AuthInfo: "self"}
	config.CurrentContext = "self"
	return clientcmd.Write(*config)
}

// ByToken is the administrator's kubeconfig with the names that LKE gives.
func ByToken(id int, server string, ca []byte, token string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
preferences: {}

clusters:
- cluster:
    certificate-authority-data: %[3]s
    server: %[2]s
  name: lke%[1]d

users:
- name: lke%[1]d-admin
  user:
    as-user-extra: {}
    token: %[4]s

contexts:
- context:
    cluster: lke%[1]d
    namespace: default
    user: lke%[1]d-admin
  name: lke%[1]d-ctx

current-context: lke%[1]d-ctx
`, id, server, base64.StdEncoding.EncodeToString(ca), token)
}
