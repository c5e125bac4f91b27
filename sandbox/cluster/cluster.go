package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"groundwork/sandbox/cluster/internal/access"
	"groundwork/sandbox/cluster/internal/audit"
	"groundwork/sandbox/cluster/internal/children"
	"groundwork/sandbox/cluster/internal/kubelets"
	"groundwork/sandbox/cluster/internal/nodes"
)

// patienceAtStart is generous: on a busy machine everything takes its time, and a supervisor that
// gives up too early would only have to be started again.
const patienceAtStart = 2 * time.Minute

// cluster is one control plane and what follows it.
type cluster struct {
	options *options
	teller  *teller
	port    int
	end     context.CancelCauseFunc

	mutex    sync.Mutex
	running  []*child
	stopping bool

	ca       []byte
	config   *rest.Config
	client   kubernetes.Interface
	follower nodes.Follower
	ready    chan struct{}
	once     sync.Once
	audits   sync.WaitGroup
}

// child is one part that runs; wanted turns false before it is stopped on purpose.
type child struct {
	*children.Child
	wanted bool
}

func (c *cluster) start(ctx context.Context) error {
	began := time.Now()
	limited, cancel := context.WithTimeout(ctx, patienceAtStart)
	defer cancel()
	ca, err := prepare(c.options, c.port)
	if err != nil {
		return err
	}
	c.ca = ca.PEM
	if c.config, err = clientcmd.BuildConfigFromFlags("", ca.Path("supervisor.kubeconfig")); err != nil {
		return err
	}
	c.config.QPS, c.config.Burst = 100, 200
	if c.client, err = kubernetes.NewForConfig(c.config); err != nil {
		return err
	}
	if err := c.startStore(limited); err != nil {
		return err
	}
	if err := c.startAPI(limited); err != nil {
		return err
	}
	for _, command := range []children.Command{controllerManager(c.options), podScheduler(c.options)} {
		if _, err := c.run(command); err != nil {
			return err
		}
	}
	if err := c.follow(ctx, ca.Path("kubelets.kubeconfig")); err != nil {
		return err
	}
	token, err := access.Admin{Client: c.client, Config: c.config}.Token(limited)
	if err != nil {
		return err
	}
	close(c.readiness())
	c.teller.tell(event{Event: "ready", Endpoint: c.endpoint(), Port: c.port,
		Kubeconfig: c.kubeconfig(token), Millis: time.Since(began).Milliseconds()})
	return nil
}

// follow starts what turns wanted nodes into nodes, and nodes into events.
func (c *cluster) follow(ctx context.Context, kubeconfig string) error {
	c.follower.Client = c.client
	c.follower.Place = nodes.Place{Region: c.options.region, Version: c.options.kubeletVersion}
	c.follower.Patience = c.options.patience
	c.follower.Log = func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "cluster %d %s: %s\n", c.options.id, c.options.label, fmt.Sprintf(format, args...))
	}
	log, err := children.OpenLog(c.options.folder, "kubelets")
	if err != nil {
		return err
	}
	go func() {
		defer log.Close()
		if err := kubelets.Run(ctx, kubeconfig, log); err != nil && ctx.Err() == nil {
			c.teller.tell(event{Event: "child-died", Child: "kubelets", Reason: err.Error()})
		}
	}()
	go c.follower.Follow(ctx)
	return nodes.Watch(ctx, c.client, func(change nodes.Change) {
		c.teller.tell(event{Event: change.Kind, Node: change.Name, Pool: change.Pool, Instance: change.Instance})
		// A node that somebody deleted comes back with its kubelet, as long as its pool has it.
		c.follower.Nudge()
	})
}

func (c *cluster) startStore(ctx context.Context) error {
	store, err := c.run(etcd())
	if err != nil {
		return err
	}
	return c.await(ctx, store, func() bool {
		connection, err := net.Dial("unix", c.socket())
		if err == nil {
			connection.Close()
		}
		return err == nil
	})
}

func (c *cluster) startAPI(ctx context.Context) error {
	command := apiServer(c.options, c.port)
	if c.options.audit != "" {
		reader, writer, err := os.Pipe()
		if err != nil {
			return err
		}
		// The child has a copy; this one would keep the pipe open after its end.
		defer writer.Close()
		command.Output = writer
		c.audits.Add(1)
		go c.deliver(reader)
	}
	api, err := c.run(command)
	if err != nil {
		return err
	}
	return c.await(ctx, api, func() bool {
		limited, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		return c.client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(limited).Error() == nil
	})
}

func (c *cluster) deliver(lines *os.File) {
	defer c.audits.Done()
	defer lines.Close()
	batches := audit.Batches{Folder: c.options.audit, Tell: func(file string) {
		c.teller.tell(event{Event: "audit", File: file})
	}}
	if err := batches.Take(lines); err != nil {
		c.teller.tell(event{Event: "child-died", Child: "audit", Reason: err.Error()})
	}
}

// await polls until a part answers, and gives up as soon as it has ended.
func (c *cluster) await(ctx context.Context, part *child, answers func() bool) error {
	for !answers() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer: %w", part.Name, ctx.Err())
		case <-part.Gone():
			return fmt.Errorf("%s ended while starting (%s); see %s", part.Name, part.End(),
				filepath.Join(c.options.folder, "logs", part.Name+".log"))
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

func (c *cluster) readiness() chan struct{} {
	c.once.Do(func() { c.ready = make(chan struct{}) })
	return c.ready
}

func (c *cluster) endpoint() string {
	return "https://" + net.JoinHostPort(c.options.host, fmt.Sprint(c.port))
}

func (c *cluster) kubeconfig(token string) string {
	return access.ByToken(c.options.id, c.endpoint(), c.ca, token)
}
