package proof

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const oneSystemPool = "pool {\n type = \"g6-standard-2\"\n count = 1\n }\n"

func TestPassingFaultsAreSatOut(t *testing.T) {
	c := newCloud(t)
	c.refusals["GET lke/clusters/*/kubeconfig"] = refusal{503, "Cluster kubeconfig is not yet available. Please try again later.", 3}
	c.refusals["GET lke/clusters/*/pools"] = refusal{429, "Too many requests", 2}
	c.refusals["POST lke/clusters"] = refusal{400, "Linode busy.", 1}
	c.refusals["POST databases/postgresql/instances"] = refusal{500, "Internal server error", 2}
	w := newWorkspace(t, c, cluster(oneSystemPool)+
		"resource \"linode_database_postgresql_v2\" \"db\" {\n label = \"db\"\n engine_id = \"postgresql/17\"\n region = \"fr-par\"\n type = \"g6-nanode-1\"\n}\n")
	w.apply()
	w.wantNoChanges()
	w.destroy()
}

func TestWrongTokenFailsBeforeAnythingElse(t *testing.T) {
	c := newCloud(t)
	c.refusals["GET linode/types"] = refusal{status: 401, reason: "Invalid Token"}
	w := newWorkspace(t, c, cluster(oneSystemPool))
	w.fails("Invalid Token")
	if c.count("POST lke/clusters") > 0 {
		t.Error("nothing should have been asked for")
	}
}

func TestEnvironmentSpeaksForAnEmptyProviderBlock(t *testing.T) {
	c := newCloud(t)
	t.Setenv("LINODE_URL", c.server.URL)
	t.Setenv("LINODE_TOKEN", "secret")
	t.Setenv("LINODE_API_VERSION", "v4beta")
	t.Setenv("LINODE_EVENT_POLL_MS", "20")
	w := newWorkspace(t, c, "")
	before, _, _ := strings.Cut(fmt.Sprintf(header, ""), "provider \"linode\"")
	content := before + "resource \"linode_vpc\" \"net\" {\n label = \"net\"\n region = \"fr-par\"\n}\n"
	if err := os.WriteFile(filepath.Join(w.folder, "main.tf"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	w.apply()
	w.wantNoChanges()
	w.destroy()
}

func TestDeletionTimesOut(t *testing.T) {
	c := newCloud(t)
	w := newWorkspace(t, c, cluster(oneSystemPool+"timeouts {\n delete = \"2s\"\n }\n"))
	w.apply()
	_, pool := c.find(t, "lke/clusters/*/pools")
	nobody := pool["nodes"].([]object)[0]
	nobody["instance_id"] = nil
	code, said := w.run("destroy", "-auto-approve", "-refresh=false")
	if code == 0 || !strings.Contains(said, "deadline") {
		t.Errorf("a node without an instance has no deletion to wait for, yet it ended with %d: %s", code, said)
	}
}

// TestPoolThatNeverGetsReadyIsKeptInTheState: only an interrupt ends the wait, and what was made must be known then.
func TestPoolThatNeverGetsReadyIsKeptInTheState(t *testing.T) {
	c := newCloud(t)
	w := newWorkspace(t, c, cluster(oneSystemPool+"external_pool_tags = [\"portal\"]\n"))
	w.apply()
	c.Lock()
	c.unready = 1_000_000
	c.Unlock()
	w.write(cluster(oneSystemPool+"external_pool_tags = [\"portal\"]\n") +
		"resource \"linode_lke_node_pool\" \"more\" {\n cluster_id = linode_lke_cluster.one.id\n type = \"g6-standard-1\"\n node_count = 1\n tags = [\"portal\"]\n}\n")
	command := exec.Command(program(), "apply", "-auto-approve", "-no-color")
	command.Dir = w.folder
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+cliConfig)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); time.Since(begun) < 30*time.Second; time.Sleep(20 * time.Millisecond) {
		c.Lock()
		polled := c.count("GET lke/clusters/*/pools/*") > 2
		c.Unlock()
		if polled {
			break
		}
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err == nil {
		t.Error("an interrupted apply fails")
	}
	if w.instance("linode_lke_node_pool.more")["status"] != "tainted" {
		t.Error("the state should know the pool as tainted")
	}
	w.destroy()
}
