// Command kubectl-groundwork gets people into clusters for as long as a grant of theirs lasts. It
// signs in at the portal, asks for grants, and is what kubectl calls when it needs a credential.
// No file ever holds one: they are in the memory of a small agent, which it starts by itself.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

const usage = `Get into clusters through Groundwork, for as long as a grant of yours lasts.

  kubectl groundwork login [address]          sign in at the portal, by a browser
  kubectl groundwork ls                       your grants, and the environments that you see
  kubectl groundwork use <environment>        get in: take your grant or ask for one, and point kubectl there
  kubectl groundwork release [environment]    give a grant back before its end
  kubectl groundwork logout                   sign out, and forget everything
  kubectl groundwork version

Each explains itself with -h.
`

// version is told by the build.
var version = "unknown"

// command is one thing that people, or kubectl, want.
type command func(io streams, args []string) error

// streams are where a command reads and writes.
type streams struct {
	out io.Writer
	err io.Writer
}

var commands = map[string]command{
	"login":      login,
	"logout":     logout,
	"ls":         list,
	"use":        use,
	"release":    release,
	"credential": credential,
	"agent":      runAgent,
	"version": func(to streams, _ []string) error {
		fmt.Fprintln(to.out, version)
		return nil
	},
}

func main() {
	os.Exit(run(streams{out: os.Stdout, err: os.Stderr}, os.Args[1:]))
}

func run(to streams, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(to.out, usage)
		return 0
	}
	do, known := commands[args[0]]
	if !known {
		fmt.Fprintf(to.err, "There is no %s. %s", args[0], usage)
		return 2
	}
	err := do(to, args[1:])
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	default:
		fmt.Fprintln(to.err, err)
		return 1
	}
}

// parse reads flags wherever they stand, and answers with the words between them.
func parse(flags *flag.FlagSet, to streams, args []string) ([]string, error) {
	flags.SetOutput(to.err)
	var words []string
	for {
		if err := flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			// It was said already, with the flags that there are.
			return nil, errors.New("nothing was done")
		}
		if flags.NArg() == 0 {
			return words, nil
		}
		words = append(words, flags.Arg(0))
		args = flags.Args()[1:]
	}
}
