package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/util/version"
	linked "k8s.io/component-base/version"
)

// options are what a cluster is started with.
type options struct {
	folder   string
	id       int
	label    string
	region   string
	tier     string
	version  string
	bind     string
	host     string
	port     int
	audit    string
	patience time.Duration

	// What the version asked for comes down to.
	emulated       string
	kubeletVersion string
}

func readOptions(args []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("groundwork-cluster run", flag.ContinueOnError)
	flags.StringVar(&o.folder, "folder", "", "where the cluster keeps everything; made with mode 0700")
	flags.IntVar(&o.id, "id", 0, "the cluster's number at Linode, which names its context and user")
	flags.StringVar(&o.label, "label", "", "the cluster's label, for messages")
	flags.StringVar(&o.region, "region", "us-ord", "the region that nodes are labelled with")
	flags.StringVar(&o.tier, "tier", "standard", "standard or enterprise")
	flags.StringVar(&o.version, "kubernetes-version", "", "the version to be: 1.35, or v1.33.6+lke7; empty for the newest")
	flags.StringVar(&o.bind, "bind", "127.0.0.1", "the address that the API server listens on")
	flags.StringVar(&o.host, "host", "127.0.0.1", "the name or address in the kubeconfig")
	flags.IntVar(&o.port, "port", 0, "the API server's port; 0 for a free one, which the folder remembers")
	flags.StringVar(&o.audit, "audit", "", "the folder for finished audit logs; enterprise only")
	flags.DurationVar(&o.patience, "drain", 10*time.Second, "how long a node that has to go waits for its pods")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	return o, o.complete()
}

func (o *options) complete() error {
	switch {
	case o.folder == "":
		return errors.New("-folder is missing")
	case o.id <= 0:
		return errors.New("-id is missing")
	case o.tier != "standard" && o.tier != "enterprise":
		return fmt.Errorf("there is no tier %s", o.tier)
	case o.audit != "" && o.tier != "enterprise":
		return errors.New("audit logs are delivered for the enterprise tier only")
	}
	if err := o.chooseVersion(); err != nil {
		return err
	}
	var err error
	if o.folder, err = filepath.Abs(o.folder); err != nil {
		return err
	}
	if o.audit != "" {
		if o.audit, err = filepath.Abs(o.audit); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(o.folder, 0o700); err != nil {
		return err
	}
	return os.Chmod(o.folder, 0o700)
}

// chooseVersion lets the linked control plane emulate an older one: it then serves the APIs and
// features of that. Nodes report what was asked for, to the letter if it has a patch version.
func (o *options) chooseVersion() error {
	ours, err := version.ParseGeneric(linked.Get().String())
	if err != nil {
		return err
	}
	if o.version == "" {
		o.kubeletVersion = linked.Get().String()
		return nil
	}
	wanted, err := version.ParseGeneric(o.version)
	if err != nil {
		return err
	}
	if wanted.Major() != ours.Major() || wanted.Minor() > ours.Minor() || wanted.Minor()+3 < ours.Minor() {
		return fmt.Errorf("version %s cannot be played by %s", o.version, linked.Get())
	}
	switch {
	case strings.Count(o.version, ".") >= 2:
		o.kubeletVersion = "v" + strings.TrimPrefix(o.version, "v")
	case wanted.Minor() == ours.Minor():
		o.kubeletVersion = linked.Get().String()
	default:
		o.kubeletVersion = fmt.Sprintf("v%d.%d.0", wanted.Major(), wanted.Minor())
	}
	if wanted.Minor() != ours.Minor() {
		o.emulated = fmt.Sprintf("%d.%d", wanted.Major(), wanted.Minor())
	}
	return nil
}

// local is where the cluster's own parts reach the API server.
func (o *options) local() string {
	if o.bind == "0.0.0.0" {
		return "127.0.0.1"
	}
	return o.bind
}
