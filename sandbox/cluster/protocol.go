package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"groundwork/sandbox/cluster/internal/nodes"
)

// command is one line of standard input. README.md describes them all.
type command struct {
	ID      int64           `json:"id,omitempty"`
	Command string          `json:"command"`
	Nodes   []nodes.Desired `json:"nodes,omitempty"`
}

// event is one line of standard output.
type event struct {
	Event      string `json:"event"`
	ID         int64  `json:"id,omitempty"`
	Command    string `json:"command,omitempty"`
	Endpoint   string `json:"endpoint,omitempty"`
	Port       int    `json:"port,omitempty"`
	Kubeconfig string `json:"kubeconfig,omitempty"`
	Node       string `json:"node,omitempty"`
	Pool       int64  `json:"pool,omitempty"`
	Instance   int64  `json:"instance,omitempty"`
	Child      string `json:"child,omitempty"`
	File       string `json:"file,omitempty"`
	Reason     string `json:"reason,omitempty"`
	Millis     int64  `json:"millis,omitempty"`
}

// teller writes events, one at a time.
type teller struct {
	mutex sync.Mutex
	out   io.Writer
}

func (t *teller) tell(e event) {
	line, err := json.Marshal(e)
	if err != nil {
		panic(err) // Strings and numbers only: cannot happen.
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	// Nobody may listen any more. That is found out where standard input closes.
	_, _ = t.out.Write(append(line, '\n'))
}

func (t *teller) done(c command) {
	t.tell(event{Event: "done", ID: c.ID, Command: c.Command})
}

func (t *teller) refuse(c command, reason error) {
	t.tell(event{Event: "refused", ID: c.ID, Command: c.Command, Reason: reason.Error()})
}

// listen reads commands until the input ends, and closes the channel then. A line that is not
// understood is refused; what follows it still counts.
func listen(in io.Reader, t *teller) <-chan command {
	commands := make(chan command)
	go func() {
		defer close(commands)
		lines := bufio.NewReader(in)
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				// A line without its end was cut off: what it asks for is not known for sure.
				return
			}
			var c command
			if err := json.Unmarshal(line, &c); err != nil {
				t.refuse(c, fmt.Errorf("not understood: %w", err))
				continue
			}
			commands <- c
		}
	}()
	return commands
}
