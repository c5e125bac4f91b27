// Command groundwork-cluster is a Kubernetes cluster of the sandbox: the upstream control plane,
// linked into one program, and the supervisor that runs it as LKE would.
package main

import (
	"fmt"
	"os"

	"groundwork/sandbox/cluster/internal/children"
)

const usage = `groundwork-cluster run      runs one cluster, told by JSON lines on standard input; see run -help
groundwork-cluster sweep <folder>...   ends what a killed run left behind
groundwork-cluster etcd | kube-apiserver | kube-controller-manager | kube-scheduler   as upstream`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	children.ForgetStart()
	name, args := os.Args[1], os.Args[2:]
	if upstream, is := upstreams[name]; is {
		children.HoldLifeline()
		// The upstream commands read their arguments from here and call themselves by the first.
		os.Args = append([]string{name}, args...)
		os.Exit(upstream())
	}
	switch name {
	case "run":
		os.Exit(run(args))
	case "sweep":
		os.Exit(sweep(args))
	default:
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
}

func sweep(folders []string) int {
	status := 0
	for _, folder := range folders {
		ended, err := children.Sweep(folder)
		if err != nil {
			fmt.Fprintln(os.Stderr, "sweep:", err)
			status = 1
		}
		fmt.Printf("%d %s\n", ended, folder)
	}
	return status
}
