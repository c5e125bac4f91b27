// Package children runs the parts of a control plane as processes that cannot outlive their
// supervisor: each holds the reading end of a pipe, its lifeline, and leaves when that closes.
package children

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// lifelineVariable tells a child that its standard input is a lifeline. Without it, a person who
// runs a subcommand by hand would need to keep its input open.
const lifelineVariable = "GROUNDWORK_LIFELINE"

// Command is what to run, in a folder where it keeps its log and its pid.
type Command struct {
	Name   string
	Args   []string
	Env    []string
	Output io.Writer
}

// Child is a process of ours that was started.
type Child struct {
	Name     string
	process  *exec.Cmd
	lifeline *os.File
	pidFile  string
	gone     chan struct{}
	end      string
}

// Start runs a subcommand of this very program.
func Start(folder string, command Command) (*Child, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	log, err := OpenLog(folder, command.Name)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()

	process := exec.Command(program, append([]string{command.Name}, command.Args...)...)
	process.Dir = folder
	// Nothing of the environment is passed on: it may hold secrets and proxies of others.
	process.Env = append([]string{lifelineVariable + "=stdin", "HOME=" + folder}, command.Env...)
	process.Stdin = theirs
	process.Stderr = log
	process.Stdout = log
	if command.Output != nil {
		process.Stdout = command.Output
	}
	// A group of its own, so that Ctrl-C in a terminal reaches the supervisor only, which then
	// ends its children in order.
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := process.Start(); err != nil {
		ours.Close()
		return nil, fmt.Errorf("start %s: %w", command.Name, err)
	}
	child := &Child{Name: command.Name, process: process, lifeline: ours, gone: make(chan struct{})}
	child.pidFile, err = writePid(folder, command.Name, process.Process.Pid)
	go child.wait()
	if err != nil {
		child.Stop(time.Second)
		return nil, err
	}
	return child, nil
}

// Gone closes when the process has ended, for whatever reason.
func (c *Child) Gone() <-chan struct{} {
	return c.gone
}

// End says how the process ended, once it is gone.
func (c *Child) End() string {
	return c.end
}

// Pid is the number of the process.
func (c *Child) Pid() int {
	return c.process.Process.Pid
}

// Stop asks the process to end and waits; after the patience it is killed.
func (c *Child) Stop(patience time.Duration) {
	_ = c.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.gone:
	case <-time.After(patience):
		_ = c.process.Process.Kill()
		<-c.gone
	}
}

func (c *Child) wait() {
	err := c.process.Wait()
	c.lifeline.Close()
	c.end = "exit status 0"
	if err != nil {
		c.end = err.Error()
	}
	if c.pidFile != "" {
		_ = os.Remove(c.pidFile)
	}
	close(c.gone)
}

// OpenLog opens the log of a part, and keeps the log of the run before, which may hold the reason of a crash.
func OpenLog(folder, name string) (*os.File, error) {
	logs := filepath.Join(folder, "logs")
	if err := os.MkdirAll(logs, 0o700); err != nil {
		return nil, err
	}
	path := filepath.Join(logs, name+".log")
	if err := os.Rename(path, path+".before"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
}
