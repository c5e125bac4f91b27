package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"

	"groundwork/sandbox/cluster/internal/children"
)

// run is the life of one cluster: it ends with the command stop, a signal, or when standard input
// closes, since whoever held it is gone.
func run(args []string) int {
	// A reader that is gone is found out at standard input, where there is time to end in order.
	signal.Ignore(syscall.SIGPIPE)
	// The libraries' own log would tell every retry while the API server is down.
	klog.SetLogger(logr.Discard())
	t := &teller{out: os.Stdout}
	o, err := readOptions(args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = supervise(o, t)
	}
	if err != nil {
		t.tell(event{Event: "failed", Reason: err.Error()})
		return 1
	}
	t.tell(event{Event: "stopped"})
	return 0
}

func supervise(o *options, t *teller) error {
	locked, err := lock(o.folder)
	if err != nil {
		return err
	}
	defer locked.Close()
	if ended, err := children.Sweep(o.folder); err != nil {
		return err
	} else if ended > 0 {
		t.tell(event{Event: "swept", Reason: fmt.Sprintf("%d processes of a run before", ended)})
	}
	forget, err := children.RecordSelf(o.folder)
	if err != nil {
		return err
	}
	defer forget()
	port, err := holdPort(o.folder, o.bind, o.port)
	if err != nil {
		return err
	}
	defer port.release()

	signalled, ignore := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer ignore()
	ctx, end := context.WithCancelCause(signalled)
	defer end(nil)
	c := &cluster{options: o, teller: t, port: port.number, end: end}
	defer c.stop()
	// Heard from the beginning: standard input may close before the cluster is ready.
	go c.obey(ctx, listen(os.Stdin, t))
	err = c.start(ctx)
	if ctx.Err() == nil && err == nil {
		<-ctx.Done()
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}
