package nodes

import (
	"context"
	"fmt"
	"sync"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// again is how soon a pass that failed, since the API server was away perhaps, is repeated.
const again = time.Second

// Follower makes the nodes of a cluster those that are wanted.
type Follower struct {
	Client kubernetes.Interface
	Place  Place
	// Patience is how long a node that has to go waits for its pods to leave.
	Patience time.Duration
	Log      func(format string, args ...any)

	mutex   sync.Mutex
	wanted  map[string]Desired
	leaving map[string]bool
	nudge   chan struct{}
	once    sync.Once
}

// Want replaces what is wanted. Nodes that nobody wants any more are drained and deleted.
func (f *Follower) Want(desired []Desired) error {
	wanted := make(map[string]Desired, len(desired))
	for _, node := range desired {
		if err := node.validate(); err != nil {
			return err
		}
		if _, twice := wanted[node.Name]; twice {
			return fmt.Errorf("two nodes are called %s", node.Name)
		}
		wanted[node.Name] = node
	}
	f.mutex.Lock()
	f.wanted = wanted
	f.mutex.Unlock()
	f.Nudge()
	return nil
}

// Nudge asks for another pass, since a node may have changed.
func (f *Follower) Nudge() {
	select {
	case f.nudges() <- struct{}{}:
	default:
	}
}

func (f *Follower) nudges() chan struct{} {
	f.once.Do(func() {
		f.nudge = make(chan struct{}, 1)
		f.leaving = map[string]bool{}
	})
	return f.nudge
}

// Follow works until the context ends.
func (f *Follower) Follow(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.nudges():
		}
		if err := f.pass(ctx); err != nil && ctx.Err() == nil {
			f.Log("nodes: %v", err)
			time.AfterFunc(again, f.Nudge)
		}
	}
}

func (f *Follower) pass(ctx context.Context) error {
	f.mutex.Lock()
	wanted := f.wanted
	f.mutex.Unlock()
	if wanted == nil {
		// Nothing was said yet: a supervisor that has just started must not empty a cluster.
		return nil
	}
	present, err := f.Client.CoreV1().Nodes().List(ctx, meta.ListOptions{})
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i := range present.Items {
		node := &present.Items[i]
		names[node.Name] = true
		desired, is := wanted[node.Name]
		switch {
		case f.isLeaving(node.Name):
		// A provider ID cannot be changed: another instance is another node, of the same name.
		case !is || desired.providerID() != node.Spec.ProviderID:
			f.leave(ctx, node.DeepCopy())
		default:
			err = first(err, f.update(ctx, node, desired))
		}
	}
	for name, desired := range wanted {
		if !names[name] {
			_, failed := f.Client.CoreV1().Nodes().Create(ctx, desired.node(f.Place), meta.CreateOptions{})
			if !apierrors.IsAlreadyExists(failed) {
				err = first(err, failed)
			}
		}
	}
	return err
}

func (f *Follower) update(ctx context.Context, node *core.Node, desired Desired) error {
	if node.Labels == nil {
		node.Labels = map[string]string{}
	}
	if !desired.apply(node, f.Place) {
		return nil
	}
	_, err := f.Client.CoreV1().Nodes().Update(ctx, node, meta.UpdateOptions{})
	return err
}

func (f *Follower) isLeaving(name string) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.leaving[name]
}

// leave drains and deletes a node on the side, so that others need not wait for it.
func (f *Follower) leave(ctx context.Context, node *core.Node) {
	f.mutex.Lock()
	f.leaving[node.Name] = true
	f.mutex.Unlock()
	go func() {
		err := remove(ctx, f.Client, node, f.Patience)
		if err != nil && ctx.Err() == nil {
			f.Log("node %s: %v", node.Name, err)
			time.Sleep(again)
		}
		f.mutex.Lock()
		delete(f.leaving, node.Name)
		f.mutex.Unlock()
		f.Nudge()
	}()
}

func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}
