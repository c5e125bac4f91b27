package test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestRotatingRefusesTheOldToken(t *testing.T) {
	ctx := context.Background()
	c := start(t, t.TempDir())
	before, _ := client(t, c.ready().Kubeconfig)
	_, err := before.CoreV1().Nodes().List(ctx, meta.ListOptions{})
	check(t, err)
	after, _ := client(t, c.done("rotate").Kubeconfig)
	if _, err := before.CoreV1().Nodes().List(ctx, meta.ListOptions{}); !apierrors.IsUnauthorized(err) {
		t.Fatalf("the old token is not refused: %v", err)
	}
	_, err = after.CoreV1().Nodes().List(ctx, meta.ListOptions{})
	check(t, err)
}

func TestOneClusterKilledLeavesTheOtherAlone(t *testing.T) {
	one, two := start(t, t.TempDir()), start(t, t.TempDir())
	one.ready()
	api, _ := client(t, two.ready().Kubeconfig)
	left := one.pids()
	check(t, one.process.Process.Signal(syscall.SIGKILL))
	for name, pid := range left {
		eventually(t, name+" goes with its supervisor", func() bool { return !alive(pid) })
	}
	two.want(worker("lke7-11-a", 101))
	two.awaitNode("node-ready", 101)
	_, err := api.CoreV1().Nodes().Get(context.Background(), "lke7-11-a", meta.GetOptions{})
	check(t, err)
}

func TestSweepEndsWhatWasKilledAndHangs(t *testing.T) {
	c := start(t, t.TempDir())
	c.ready()
	left := c.pids()
	check(t, c.process.Process.Signal(syscall.SIGKILL))
	<-c.ended
	// A process that is stopped cannot follow its lifeline. Before the supervisor's end it would
	// be too early: the system wakes those whose parent goes.
	check(t, syscall.Kill(left["kube-apiserver"], syscall.SIGSTOP))
	for name, pid := range left {
		if name != "kube-apiserver" {
			eventually(t, name+" goes with its supervisor", func() bool { return !alive(pid) })
		}
	}
	out, err := exec.Command(program, "sweep", c.folder).CombinedOutput()
	check(t, err)
	if !strings.HasPrefix(string(out), "1 ") {
		t.Fatalf("swept: %s", out)
	}
	eventually(t, "the API server is gone", func() bool { return !alive(left["kube-apiserver"]) })
}

func TestStoppedLeavesNothingAndKeepsItsData(t *testing.T) {
	ctx := context.Background()
	folder := filepath.Join(t.TempDir(), "cluster")
	first := start(t, folder)
	first.want(worker("lke7-11-a", 101))
	ready := first.ready()
	first.awaitNode("node-ready", 101)
	left := first.pids()
	if len(left) != 5 {
		t.Fatalf("not every process is written down: %v", left)
	}
	first.stop()
	for name, pid := range left {
		if alive(pid) {
			t.Errorf("%s is left", name)
		}
	}
	for _, pattern := range []string{"pids/*", "*.sock*"} {
		if files, _ := filepath.Glob(filepath.Join(folder, pattern)); len(files) > 0 {
			t.Errorf("left: %v", files)
		}
	}
	port, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(ready.Port))
	check(t, err)
	port.Close()

	second := start(t, folder)
	if again := second.ready(); again.Kubeconfig != ready.Kubeconfig {
		t.Error("the kubeconfig that was handed out is no longer the cluster's")
	}
	api, _ := client(t, ready.Kubeconfig)
	_, err = api.CoreV1().Nodes().Get(ctx, "lke7-11-a", meta.GetOptions{})
	check(t, err)
	second.awaitNode("node-ready", 101)
	deploy(t, api, 3)
	eventually(t, "three replicas are available", func() bool { return available(t, api) == 3 })
	second.stop()
	check(t, os.RemoveAll(folder))
}

func TestAServerThatIsDownComesBack(t *testing.T) {
	c := start(t, t.TempDir())
	api, _ := client(t, c.ready().Kubeconfig)
	c.want(worker("lke7-11-a", 101))
	c.awaitNode("node-ready", 101)
	c.done("api-down")
	if _, err := api.Discovery().ServerVersion(); err == nil {
		t.Fatal("it answers")
	}
	c.done("api-up")
	_, err := api.Discovery().ServerVersion()
	check(t, err)
	// What watched the server before goes on where it was.
	c.want(worker("lke7-11-a", 101), worker("lke7-11-b", 102))
	c.awaitNode("node-ready", 102)
	deploy(t, api, 3)
	eventually(t, "three replicas are available", func() bool { return available(t, api) == 3 })
	check(t, syscall.Kill(c.pids()["kube-scheduler"], syscall.SIGKILL))
	c.await("a death", func(e event) bool { return e.Event == "child-died" && e.Child == "kube-scheduler" })
}
