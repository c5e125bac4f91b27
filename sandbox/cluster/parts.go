package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"groundwork/sandbox/cluster/internal/access"
	"groundwork/sandbox/cluster/internal/audit"
	"groundwork/sandbox/cluster/internal/authority"
	"groundwork/sandbox/cluster/internal/children"
)

// LKE's own ranges, so that what a chart or a policy says about them can be tried.
const (
	podRange      = "10.2.0.0/16"
	serviceRange  = "10.128.0.0/16"
	firstService  = "10.128.0.1"
	serviceIssuer = "https://kubernetes.default.svc.cluster.local"
)

// Sockets are named without a folder, and every child works in the cluster's: a path may be too
// long for a socket's name. The folder's mode keeps others out.
const (
	etcdSocket = "etcd.sock"
	peerSocket = "peer.sock:0" // etcd wants a port in what a member advertises to others
)

// prepare writes the certificates and kubeconfigs that the parts start with.
func prepare(o *options, port int) (*authority.Authority, error) {
	ca, err := authority.Open(filepath.Join(o.folder, "pki"))
	if err != nil {
		return nil, err
	}
	if _, err := ca.Key("accounts.key"); err != nil {
		return nil, err
	}
	hosts := []string{"127.0.0.1", "localhost", firstService, "kubernetes", "kubernetes.default",
		"kubernetes.default.svc", "kubernetes.default.svc.cluster.local", o.local(), o.host}
	if err := ca.Server("apiserver", hosts); err != nil {
		return nil, err
	}
	for name, user := range map[string][]string{
		"supervisor":              {"sandbox:supervisor", "system:masters"},
		"kubelets":                {"sandbox:kubelets", "system:masters"},
		"kube-controller-manager": {"system:kube-controller-manager"},
		"kube-scheduler":          {"system:kube-scheduler"},
	} {
		cert, key, err := ca.Client(name, user[0], user[1:]...)
		if err != nil {
			return nil, err
		}
		config, err := access.ByCertificate(fmt.Sprintf("https://%s:%d", o.local(), port), ca.PEM, cert, key)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(ca.Path(name+".kubeconfig"), config, 0o600); err != nil {
			return nil, err
		}
	}
	return ca, os.WriteFile(filepath.Join(o.folder, "audit-policy.yaml"), audit.Policy, 0o600)
}

func etcd() children.Command {
	return children.Command{
		Name: "etcd",
		Env:  []string{"GOGC=50", "GOMEMLIMIT=96MiB"},
		Args: []string{
			"--data-dir=etcd",
			"--listen-client-urls=unix://" + etcdSocket,
			// Must have a port, unlike a socket; nobody asks for it.
			"--advertise-client-urls=http://etcd.invalid:2379",
			"--listen-peer-urls=unix://" + peerSocket,
			"--initial-advertise-peer-urls=unix://" + peerSocket,
			"--initial-cluster=default=unix://" + peerSocket,
			"--quota-backend-bytes=536870912",
			// What is kept in memory for members that lag behind; there are none.
			"--snapshot-count=1000",
			"--log-level=warn",
		},
	}
}

func apiServer(o *options, port int) children.Command {
	args := []string{
		"--etcd-servers=unix://" + etcdSocket,
		"--bind-address=" + o.bind,
		fmt.Sprintf("--secure-port=%d", port),
		"--permit-port-sharing=true",
		"--advertise-address=127.0.0.1",
		// There is one API server, on an address that no endpoint may have.
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=pki/apiserver.crt",
		"--tls-private-key-file=pki/apiserver.key",
		"--client-ca-file=pki/ca.crt",
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--service-account-issuer=" + serviceIssuer,
		"--service-account-key-file=pki/accounts.key",
		"--service-account-signing-key-file=pki/accounts.key",
		"--service-cluster-ip-range=" + serviceRange,
		"--allow-privileged=true",
		"--profiling=false",
	}
	if o.audit != "" {
		args = append(args, "--audit-policy-file=audit-policy.yaml", "--audit-log-path=-")
	}
	return children.Command{
		Name: "kube-apiserver",
		Env:  []string{"GOGC=50", "GOMEMLIMIT=320MiB"},
		Args: append(args, emulation(o)...),
	}
}

func controllerManager(o *options) children.Command {
	return children.Command{
		Name: "kube-controller-manager",
		Env:  []string{"GOGC=50", "GOMEMLIMIT=128MiB"},
		Args: append([]string{
			"--kubeconfig=pki/kube-controller-manager.kubeconfig",
			"--secure-port=0",
			"--leader-elect=false",
			"--use-service-account-credentials=true",
			"--service-account-private-key-file=pki/accounts.key",
			"--root-ca-file=pki/ca.crt",
			"--cluster-signing-cert-file=pki/ca.crt",
			"--cluster-signing-key-file=pki/ca.key",
			"--allocate-node-cidrs=true",
			"--cluster-cidr=" + podRange,
			"--service-cluster-ip-range=" + serviceRange,
			"--kube-api-qps=100",
			"--kube-api-burst=200",
			"--profiling=false",
		}, emulation(o)...),
	}
}

func podScheduler(o *options) children.Command {
	return children.Command{
		Name: "kube-scheduler",
		Env:  []string{"GOGC=50", "GOMEMLIMIT=96MiB"},
		Args: append([]string{
			"--kubeconfig=pki/kube-scheduler.kubeconfig",
			"--secure-port=0",
			"--leader-elect=false",
			"--profiling=false",
		}, emulation(o)...),
	}
}

func emulation(o *options) []string {
	if o.emulated == "" {
		return nil
	}
	return []string{"--emulated-version=" + strings.TrimPrefix(o.emulated, "v")}
}
