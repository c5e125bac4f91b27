package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cliConfig names the mirror that holds the provider of this very source.
var cliConfig string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if _, err := exec.LookPath(program()); err != nil {
			fmt.Println("no Terraform here, so nothing to prove:", err)
			return 0
		}
		folder, err := os.MkdirTemp("", "provider-mirror")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(folder)
		if err := buildMirror(folder); err != nil {
			fmt.Println(err)
			return 1
		}
		return m.Run()
	}())
}

func program() string {
	if name := os.Getenv("TF_BIN"); name != "" {
		return name
	}
	return "terraform"
}

// buildMirror lays the provider out as an unpacked filesystem mirror, unless a ready one is named.
func buildMirror(folder string) error {
	mirror := os.Getenv("GROUNDWORK_PROVIDER_MIRROR")
	if mirror == "" {
		mirror = folder
		platform := runtime.GOOS + "_" + runtime.GOARCH
		binary := filepath.Join(mirror, "registry.terraform.io/linode/linode/3.13.0", platform, "terraform-provider-linode_v3.13.0")
		build := exec.Command("go", "build", "-o", binary, "../..")
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	cliConfig = filepath.Join(folder, "terraformrc")
	content := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return os.WriteFile(cliConfig, []byte(content), 0o600)
}

// workspace is a folder with a configuration and a state of its own.
type workspace struct {
	t      *testing.T
	folder string
	cloud  *cloud
}

const header = `
terraform {
  required_providers {
    linode = { source = "linode/linode", version = "3.13.0" }
  }
}
provider "linode" {
  url                    = %q
  token                  = "secret"
  api_version            = "v4beta"
  event_poll_ms          = 20
  lke_node_ready_poll_ms = 20
  min_retry_delay_ms     = 10
  max_retry_delay_ms     = 20
}
`

func newWorkspace(t *testing.T, c *cloud, configuration string) *workspace {
	t.Helper()
	w := &workspace{t, t.TempDir(), c}
	w.write(configuration)
	w.must("init")
	return w
}

func (w *workspace) write(configuration string) {
	w.t.Helper()
	content := fmt.Sprintf(header, w.cloud.server.URL) + configuration
	if err := os.WriteFile(filepath.Join(w.folder, "main.tf"), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// run gives the exit code and all that was said.
func (w *workspace) run(arguments ...string) (int, string) {
	w.t.Helper()
	command := exec.Command(program(), append(arguments, "-no-color")...)
	command.Dir = w.folder
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+cliConfig, "TF_IN_AUTOMATION=1", "TF_INPUT=0")
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	err := command.Run()
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode(), said.String()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return 0, said.String()
}

func (w *workspace) must(arguments ...string) string {
	w.t.Helper()
	code, said := w.run(arguments...)
	if code != 0 {
		w.t.Fatalf("%v ended with %d: %s", arguments, code, said)
	}
	return said
}

func (w *workspace) apply() string   { w.t.Helper(); return w.must("apply", "-auto-approve") }
func (w *workspace) destroy() string { w.t.Helper(); return w.must("destroy", "-auto-approve") }

// fails applies and wants an error that says so.
func (w *workspace) fails(reason string) {
	w.t.Helper()
	code, said := w.run("apply", "-auto-approve")
	if code == 0 || !strings.Contains(strings.Join(strings.Fields(said), " "), reason) {
		w.t.Fatalf("ended with %d and did not say %q: %s", code, reason, said)
	}
}

func (w *workspace) wantNoChanges() {
	w.t.Helper()
	if code, said := w.run("plan", "-detailed-exitcode"); code != 0 {
		w.t.Fatalf("a plan that should be empty ended with %d: %s", code, said)
	}
}

// wantPlan wants changes, and the plan to show each of the texts.
func (w *workspace) wantPlan(texts ...string) {
	w.t.Helper()
	code, said := w.run("plan", "-detailed-exitcode")
	if code != 2 {
		w.t.Fatalf("a plan with changes ended with %d: %s", code, said)
	}
	for _, text := range texts {
		if !strings.Contains(said, text) {
			w.t.Errorf("the plan lacks %q: %s", text, said)
		}
	}
}

// reimport brings resources into a fresh state under the IDs given, those merely named under their own, and wants an
// empty plan for it.
func (w *workspace) reimport(ids map[string]string, named ...string) {
	w.t.Helper()
	for _, address := range named {
		ids[address] = fmt.Sprint(w.attribute(address, "id"))
	}
	if err := os.Rename(filepath.Join(w.folder, "terraform.tfstate"), filepath.Join(w.folder, "before")); err != nil {
		w.t.Fatal(err)
	}
	for address, id := range ids {
		w.must("import", address, id)
	}
	w.wantNoChanges()
}

// attribute reads one of the state.
func (w *workspace) attribute(address, name string) any {
	w.t.Helper()
	return w.instance(address)["attributes"].(object)[name]
}

func (w *workspace) instance(address string) object {
	w.t.Helper()
	var state struct {
		Resources []struct {
			Type      string   `json:"type"`
			Name      string   `json:"name"`
			Instances []object `json:"instances"`
		} `json:"resources"`
	}
	raw, err := os.ReadFile(filepath.Join(w.folder, "terraform.tfstate"))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		w.t.Fatal(err)
	}
	for _, resource := range state.Resources {
		if resource.Type+"."+resource.Name == strings.TrimPrefix(address, "data.") {
			return resource.Instances[0]
		}
	}
	w.t.Fatalf("%s is not in the state", address)
	return nil
}

// children is the CPU time of all ended processes that this one started, and of theirs.
func children(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
