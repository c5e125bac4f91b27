package lke

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/linode/linodego"
	"gopkg.in/yaml.v3"
)

// kubeconfig is the little that one question to a cluster needs. A Kubernetes client would be the better part of the
// provider's size and start, for one GET.
type kubeconfig struct {
	Clusters []struct {
		Cluster struct {
			Server   string `yaml:"server"`
			CA       string `yaml:"certificate-authority-data"`
			Insecure bool   `yaml:"insecure-skip-tls-verify"`
		} `yaml:"cluster"`
	} `yaml:"clusters"`
	Users []struct {
		User struct {
			Token string `yaml:"token"`
		} `yaml:"user"`
	} `yaml:"users"`
}

type nodeList struct {
	Items []struct {
		Status struct {
			Conditions []struct {
				Type   string `json:"type"`
				Status string `json:"status"`
			} `json:"conditions"`
		} `json:"status"`
	} `json:"items"`
}

func hasReadyNode(ctx context.Context, options linodego.ClusterConditionOptions) (bool, error) {
	raw, err := base64.StdEncoding.DecodeString(options.LKEClusterKubeconfig.KubeConfig)
	if err != nil {
		return false, fmt.Errorf("the kubeconfig is not base64: %w", err)
	}
	var config kubeconfig
	if err := yaml.Unmarshal(raw, &config); err != nil {
		return false, fmt.Errorf("the kubeconfig is not YAML: %w", err)
	}
	if len(config.Clusters) == 0 || len(config.Users) == 0 {
		return false, errors.New("the kubeconfig names no cluster or no user")
	}
	nodes, err := config.nodes(ctx)
	if err != nil {
		return false, err
	}
	for _, node := range nodes.Items {
		for _, condition := range node.Status.Conditions {
			if condition.Type == "Ready" && condition.Status == "True" {
				return true, nil
			}
		}
	}
	return false, nil
}

func (k kubeconfig) nodes(ctx context.Context) (nodes nodeList, err error) {
	trust := &tls.Config{InsecureSkipVerify: k.Clusters[0].Cluster.Insecure}
	if encoded := k.Clusters[0].Cluster.CA; encoded != "" {
		ca, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nodes, fmt.Errorf("the kubeconfig's CA is not base64: %w", err)
		}
		trust.RootCAs = x509.NewCertPool()
		trust.RootCAs.AppendCertsFromPEM(ca)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.Clusters[0].Cluster.Server+"/api/v1/nodes", nil)
	if err != nil {
		return nodes, err
	}
	request.Header.Set("Authorization", "Bearer "+k.Users[0].User.Token)
	request.Header.Set("Accept", "application/json")
	client := http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: trust, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return nodes, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nodes, fmt.Errorf("the cluster answered %s", response.Status)
	}
	return nodes, json.NewDecoder(response.Body).Decode(&nodes)
}
