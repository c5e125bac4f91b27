package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"groundwork/sandbox/cluster/internal/children"
)

// run starts a part and tells when it dies unasked. It is not started again: whoever uses the
// sandbox should see a broken cluster as one.
func (c *cluster) run(command children.Command) (*child, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.stopping {
		return nil, errors.New("the cluster is being stopped")
	}
	process, err := children.Start(c.options.folder, command)
	if err != nil {
		return nil, err
	}
	part := &child{Child: process, wanted: true}
	c.running = append(c.running, part)
	go func() {
		<-part.Gone()
		c.mutex.Lock()
		died := part.wanted
		c.running = slices.DeleteFunc(c.running, func(other *child) bool { return other == part })
		c.mutex.Unlock()
		if died {
			c.teller.tell(event{Event: "child-died", Child: part.Name, Reason: part.End()})
		}
	}()
	return part, nil
}

// find answers the part of a name that runs, or nil.
func (c *cluster) find(name string) *child {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, part := range c.running {
		if part.Name == name {
			return part
		}
	}
	return nil
}

func (c *cluster) stopPart(part *child, patience time.Duration) {
	c.mutex.Lock()
	part.wanted = false
	c.mutex.Unlock()
	part.Stop(patience)
}

// stop ends all parts, those first that would complain about the others' absence.
func (c *cluster) stop() {
	c.mutex.Lock()
	c.stopping = true
	parts := slices.Clone(c.running)
	for _, part := range parts {
		part.wanted = false
	}
	c.mutex.Unlock()
	// Started in the order of need, so ended in the reverse.
	slices.Reverse(parts)
	for _, part := range parts {
		part.Stop(patienceAtStop)
	}
	c.audits.Wait()
	_ = os.Remove(c.socket())
	_ = os.Remove(filepath.Join(c.options.folder, peerSocket))
}

const patienceAtStop = 4 * time.Second

// socket is relative to the working folder if that makes it shorter.
func (c *cluster) socket() string {
	path := filepath.Join(c.options.folder, etcdSocket)
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, path); err == nil && len(relative) < len(path) {
			return relative
		}
	}
	return path
}
