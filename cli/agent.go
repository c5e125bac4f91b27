package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const (
	// idle is how long an agent that nobody asks for anything stays: a night ends it.
	idle = 8 * time.Hour
	// beginning is how long it waits for somebody to sign in.
	beginning = 11 * time.Minute
	// longest is more than any command takes.
	longest = 2 * time.Minute
)

// agent answers commands at a socket until it is of no more use.
type agent struct {
	keeper   *keeper
	listener net.Listener
	now      func() time.Time
	mutex    sync.Mutex
	asked    time.Time
	timer    *time.Timer
	done     chan struct{}
	once     sync.Once
}

// runAgent is the process that holds the secrets; commands start it.
func runAgent(to streams, _ []string) error {
	unread()
	path, err := socket()
	if err != nil {
		return tell(to, err)
	}
	first, err := alone(path)
	if err != nil {
		return tell(to, err)
	}
	if !first {
		fmt.Fprintln(to.out, ready)
		return os.Stdout.Close()
	}
	// What a killed one left.
	_ = os.Remove(path)
	listener, err := net.Listen("unix", path)
	if err != nil {
		return tell(to, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return tell(to, err)
	}
	fmt.Fprintln(to.out, ready)
	_ = os.Stdout.Close()
	signal.Ignore(syscall.SIGPIPE)
	one := newAgent(listener, time.Now)
	stop, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(stop, one.stop)
	one.serve()
	return nil
}

// tell says on standard output, which whoever started it reads, why there will be no agent.
func tell(to streams, err error) error {
	fmt.Fprintln(to.out, err)
	return err
}

func newAgent(listener net.Listener, now func() time.Time) *agent {
	one := &agent{keeper: newKeeper(now), listener: listener, now: now, asked: now(), done: make(chan struct{})}
	one.timer = time.AfterFunc(beginning, one.look)
	return one
}

func (a *agent) serve() {
	var open sync.WaitGroup
	for {
		connection, err := a.listener.Accept()
		if err != nil {
			select {
			case <-a.done:
				open.Wait()
				return
			default:
			}
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		open.Go(func() { a.attend(connection) })
	}
}

func (a *agent) attend(connection net.Conn) {
	defer connection.Close()
	if !samePerson(connection) {
		return
	}
	_ = connection.SetDeadline(time.Now().Add(longest))
	var do request
	if err := json.NewDecoder(connection).Decode(&do); err != nil {
		return
	}
	a.mutex.Lock()
	a.asked = a.now()
	a.mutex.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	said := a.keeper.answer(ctx, do)
	_ = json.NewEncoder(connection).Encode(said)
	if do.Do == "stop" {
		a.stop()
		return
	}
	a.look()
}

// look ends the agent if it is of no more use, or sees to it that it looks again when that may be.
func (a *agent) look() {
	left := a.usefulUntil().Sub(a.now())
	if left <= 0 {
		a.stop()
		return
	}
	a.timer.Reset(left)
}

func (a *agent) usefulUntil() time.Time {
	a.mutex.Lock()
	asked := a.asked
	a.mutex.Unlock()
	held := a.keeper.heldUntil()
	// Whoever has just asked may be about to sign in.
	if soon := asked.Add(beginning); held.Before(soon) {
		return soon
	}
	if late := asked.Add(idle); late.Before(held) {
		return late
	}
	return held
}

func (a *agent) stop() {
	a.once.Do(func() {
		close(a.done)
		a.timer.Stop()
		_ = a.listener.Close()
	})
}
