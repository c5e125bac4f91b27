package test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// cluster is one that a test has started, spoken to as the sandbox does.
type cluster struct {
	t       testing.TB
	folder  string
	process *exec.Cmd
	input   io.WriteCloser
	ended   chan struct{}
	last    int64

	mutex  sync.Mutex
	events []event
	more   chan struct{}
}

type event struct {
	Event, Command, Kubeconfig, Node, Child, File, Reason string
	ID, Instance                                          int64
	Port                                                  int
}

type node struct {
	Name     string            `json:"name"`
	Pool     int64             `json:"pool"`
	Instance int64             `json:"instance"`
	Type     string            `json:"type"`
	CPU      int64             `json:"cpu"`
	Memory   int64             `json:"memory"`
	Labels   map[string]string `json:"labels,omitempty"`
	Taints   []map[string]any  `json:"taints,omitempty"`
}

func worker(name string, instance int64) node {
	return node{Name: name, Pool: 11, Instance: instance, Type: "g6-standard-2", CPU: 2, Memory: 4096}
}

func start(t testing.TB, folder string, flags ...string) *cluster {
	t.Helper()
	process := exec.Command(program, append([]string{"run", "-folder", folder, "-id", "7"}, flags...)...)
	process.Stderr = os.Stderr
	input, err := process.StdinPipe()
	check(t, err)
	output, err := process.StdoutPipe()
	check(t, err)
	check(t, process.Start())
	c := &cluster{t: t, folder: folder, process: process, input: input,
		ended: make(chan struct{}), more: make(chan struct{})}
	go c.read(output)
	t.Cleanup(func() {
		input.Close()
		<-c.ended
	})
	return c
}

func (c *cluster) read(output io.Reader) {
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			e = event{Event: "garbage", Reason: lines.Text()}
		}
		c.mutex.Lock()
		c.events = append(c.events, e)
		close(c.more)
		c.more = make(chan struct{})
		c.mutex.Unlock()
	}
	_ = c.process.Wait()
	close(c.ended)
}

// await answers the first event, from the beginning on, that is meant.
func (c *cluster) await(what string, meant func(event) bool) event {
	c.t.Helper()
	limit := time.After(90 * time.Second)
	for seen := 0; ; {
		c.mutex.Lock()
		events, more := c.events, c.more
		c.mutex.Unlock()
		for ; seen < len(events); seen++ {
			if meant(events[seen]) {
				return events[seen]
			}
		}
		select {
		case <-more:
		case <-limit:
			c.t.Fatalf("waited too long for %s; there was %+v", what, events)
		}
	}
}

func (c *cluster) ready() event {
	c.t.Helper()
	e := c.await("ready", func(e event) bool { return e.Event == "ready" || e.Event == "failed" })
	if e.Event != "ready" {
		c.t.Fatal(e.Reason)
	}
	return e
}

func (c *cluster) awaitNode(kind string, instance int64) {
	c.t.Helper()
	c.await(kind+" "+strconv.FormatInt(instance, 10), func(e event) bool { return e.Event == kind && e.Instance == instance })
}

// ask sends a command and answers its reply.
func (c *cluster) ask(command map[string]any) event {
	c.t.Helper()
	c.last++
	id := c.last
	command["id"] = id
	line, err := json.Marshal(command)
	check(c.t, err)
	_, err = c.input.Write(append(line, '\n'))
	check(c.t, err)
	return c.await(string(line), func(e event) bool { return e.ID == id })
}

func (c *cluster) done(name string) event {
	c.t.Helper()
	e := c.ask(map[string]any{"command": name})
	if e.Event != "done" {
		c.t.Fatalf("%s: %+v", name, e)
	}
	return e
}

func (c *cluster) want(nodes ...node) {
	c.t.Helper()
	if e := c.ask(map[string]any{"command": "nodes", "nodes": nodes}); e.Event != "done" {
		c.t.Fatalf("nodes: %+v", e)
	}
}

// stop closes standard input, as the end of the sandbox does.
func (c *cluster) stop() {
	c.t.Helper()
	c.input.Close()
	select {
	case <-c.ended:
	case <-time.After(30 * time.Second):
		c.t.Fatal("did not stop")
	}
}

func (c *cluster) pids() map[string]int {
	files, err := filepath.Glob(filepath.Join(c.folder, "pids", "*"))
	check(c.t, err)
	pids := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(c.t, err)
		pid, err := strconv.Atoi(strings.Fields(string(text))[0])
		check(c.t, err)
		pids[filepath.Base(file)] = pid
	}
	return pids
}

func alive(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if os.IsNotExist(err) {
		if _, err := os.Stat("/proc/self"); err == nil {
			return false
		}
		return syscall.Kill(pid, 0) == nil
	}
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func client(t *testing.T, kubeconfig string) (*kubernetes.Clientset, *rest.Config) {
	t.Helper()
	config, err := clientcmd.RESTConfigFromKubeConfig([]byte(kubeconfig))
	check(t, err)
	config.Timeout = 20 * time.Second
	client, err := kubernetes.NewForConfig(config)
	check(t, err)
	return client, config
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited too long: " + what)
		}
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
