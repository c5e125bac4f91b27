package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"groundwork/sandbox/cluster/internal/access"
)

var (
	errStopAsked = errors.New("stop was asked for")
	errLeft      = errors.New("standard input closed")
)

// obey carries out commands until there are no more. What takes time is done beside, one after
// the other, so that a stop is heard at once.
func (c *cluster) obey(ctx context.Context, commands <-chan command) {
	slow := make(chan command, 16)
	defer close(slow)
	go func() {
		for command := range slow {
			c.answer(command, c.carryOut(ctx, command))
		}
	}()
	for command := range commands {
		switch command.Command {
		case "stop":
			c.teller.done(command)
			c.end(errStopAsked)
			return
		case "nodes":
			c.answer(command, c.follower.Want(command.Nodes))
		case "rotate", "api-down", "api-up":
			select {
			case <-c.readiness():
				slow <- command
			default:
				c.teller.refuse(command, errors.New("the cluster is not ready yet"))
			}
		default:
			c.teller.refuse(command, fmt.Errorf("there is no command %q", command.Command))
		}
	}
	c.end(errLeft)
}

// answer tells how a command went, unless it was told already.
func (c *cluster) answer(command command, err error) {
	switch {
	case err != nil:
		c.teller.refuse(command, err)
	case command.Command != "rotate":
		c.teller.done(command)
	}
}

func (c *cluster) carryOut(ctx context.Context, command command) error {
	switch command.Command {
	case "rotate":
		return c.rotate(ctx, command)
	case "api-down":
		if api := c.find("kube-apiserver"); api != nil {
			// It would wait for its watchers; one that fails does not either.
			c.stopPart(api, time.Second)
		}
		return nil
	default: // api-up
		if c.find("kube-apiserver") != nil {
			return nil
		}
		limited, cancel := context.WithTimeout(ctx, patienceAtStart)
		defer cancel()
		if err := c.startAPI(limited); err != nil {
			return err
		}
		c.follower.Nudge()
		return nil
	}
}

func (c *cluster) rotate(ctx context.Context, command command) error {
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	token, err := access.Admin{Client: c.client, Config: c.config}.Rotate(limited)
	if err != nil {
		return err
	}
	c.teller.tell(event{Event: "done", ID: command.ID, Command: command.Command, Kubeconfig: c.kubeconfig(token)})
	return nil
}
