package test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAuditIsForTheEnterpriseTierOnly(t *testing.T) {
	c := start(t, t.TempDir(), "-audit", t.TempDir())
	if e := c.await("a refusal", func(e event) bool { return e.Event == "failed" }); !strings.Contains(e.Reason, "enterprise") {
		t.Fatal(e.Reason)
	}
}

func TestEnterpriseDeliversItsAuditLog(t *testing.T) {
	ctx := context.Background()
	folder := t.TempDir()
	c := start(t, t.TempDir(), "-tier", "enterprise", "-audit", folder, "-kubernetes-version", "v1.33.6+lke7")
	c.want(worker("lke7-11-a", 101))
	api, _ := client(t, c.ready().Kubeconfig)
	_, err := api.CoreV1().Namespaces().Create(ctx, &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: "noted"}}, meta.CreateOptions{})
	check(t, err)
	c.await("a batch with the namespace", func(e event) bool {
		if e.Event != "audit" {
			return false
		}
		text, err := os.ReadFile(filepath.Join(folder, e.File))
		return err == nil && strings.Contains(string(text), `"name":"noted"`)
	})
	c.awaitNode("node-ready", 101)
	node, err := api.CoreV1().Nodes().Get(ctx, "lke7-11-a", meta.GetOptions{})
	check(t, err)
	if node.Status.NodeInfo.KubeletVersion != "v1.33.6+lke7" {
		t.Fatal(node.Status.NodeInfo.KubeletVersion)
	}
}
