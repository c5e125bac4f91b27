package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"time"
)

// between is the pause between two looks at a grant that waits for somebody.
const between = 3 * time.Second

func use(to streams, args []string) error {
	flags := flag.NewFlagSet("kubectl groundwork use <environment>", flag.ContinueOnError)
	role := flags.String("role", "", "viewer, to look, or operator, to keep things going (default: that of your grant, or viewer)")
	life := flags.Duration("for", time.Hour, "how long, from 10m to 24h, if a grant has to be asked for")
	reason := flags.String("reason", "", "what you are going to do there; whoever agrees reads it")
	stay := flags.Bool("no-wait", false, "do not wait until somebody has agreed")
	words, err := parse(flags, to, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errors.New("say which environment: kubectl groundwork use <environment>. There are: kubectl groundwork ls")
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	one, err := own(ctx, words[0], *role)
	if err != nil {
		return err
	}
	if one.Number == 0 {
		if one, err = wish(ctx, words[0], *role, *life, *reason); err != nil {
			return err
		}
	}
	if one, err = begun(ctx, to, one, *stay); err != nil {
		return err
	}
	// The place of the door is needed once. What opens it stays with the agent.
	var there place
	do := request{Do: "place", Environment: one.Environment, Role: one.Role, Number: one.Number}
	if err := ask(ctx, do, &there); err != nil {
		return err
	}
	if err := point(ctx, one, there); err != nil {
		return err
	}
	fmt.Fprintf(to.out, "kubectl now works in %s (namespace %s) as %s, until %s: grant %d.\n",
		one.Environment, there.Namespace, one.Role, clock(*one.EndsAt), one.Number)
	return nil
}

// own is a grant that somebody has there already, one that opens the door before one that waits.
func own(ctx context.Context, environment, role string) (grant, error) {
	var found page[grant]
	var best grant
	if err := call(ctx, http.MethodGet, ownGrants(environment), nil, &found); err != nil {
		return best, err
	}
	for _, one := range found.Items {
		if one.Environment != environment || (role != "" && one.Role != role) || one.Status == "ending" {
			continue
		}
		if best.Number == 0 || (one.Status == "active" && best.Status != "active") {
			best = one
		}
	}
	return best, nil
}

func wish(ctx context.Context, environment, role string, life time.Duration, reason string) (grant, error) {
	var asked grant
	if role == "" {
		role = "viewer"
	}
	if reason == "" {
		return asked, fmt.Errorf("You have no grant for %s as %s. Say what you are going to do there, and it is asked for: kubectl groundwork use %s --role %s --reason \"…\"", environment, role, environment, role)
	}
	err := call(ctx, http.MethodPost, "/api/v1/grants", map[string]any{"environment": environment, "role": role,
		"minutes": int(life.Minutes()), "reason": reason}, &asked)
	return asked, err
}

// begun waits until a grant opens the door, or is over.
func begun(ctx context.Context, to streams, one grant, stay bool) (grant, error) {
	said := ""
	for {
		switch one.Status {
		case "active":
			return one, nil
		case "pending", "scheduled":
		default:
			return one, over(one)
		}
		if now := waitsFor(one); now != said {
			said = now
			fmt.Fprintln(to.err, said)
			if stay {
				return one, fmt.Errorf("Come again when it has begun: kubectl groundwork use %s --role %s", one.Environment, one.Role)
			}
			fmt.Fprintln(to.err, "Waiting. Ctrl-C stops waiting and leaves the grant as it is; the same command goes on.")
		}
		select {
		case <-ctx.Done():
			return one, fmt.Errorf("Grant %d goes on waiting. Go on with: kubectl groundwork use %s --role %s", one.Number, one.Environment, one.Role)
		case <-time.After(between):
		}
		if err := call(ctx, http.MethodGet, "/api/v1/grants/"+strconv.Itoa(one.Number), nil, &one); err != nil {
			if ctx.Err() != nil {
				continue
			}
			return one, err
		}
	}
}

func release(to streams, args []string) error {
	words, err := parse(flag.NewFlagSet("kubectl groundwork release [environment|number]", flag.ContinueOnError), to, args)
	if err != nil {
		return err
	}
	ctx := context.Background()
	var found page[grant]
	if err := call(ctx, http.MethodGet, ownGrants(""), nil, &found); err != nil {
		return err
	}
	one, err := meant(found.Items, words)
	if err != nil {
		return err
	}
	if err := call(ctx, http.MethodPost, "/api/v1/grants/"+strconv.Itoa(one.Number)+"/release", nil, &one); err != nil {
		return err
	}
	if err := ask(ctx, request{Do: "forget", Environment: one.Environment}, nil); err != nil {
		return err
	}
	fmt.Fprintf(to.out, "Grant %d for %s is given back. The portal shows the proof that nobody gets in with it any more.\n", one.Number, one.Environment)
	return nil
}

// meant is the grant that somebody means: by its number, by its environment, or the only one.
func meant(all []grant, words []string) (grant, error) {
	var fit []grant
	for _, one := range all {
		if one.Status != "ending" && (len(words) == 0 || words[0] == one.Environment || words[0] == strconv.Itoa(one.Number)) {
			fit = append(fit, one)
		}
	}
	switch {
	case len(words) > 1:
		return grant{}, errors.New("one at a time: kubectl groundwork release [environment|number]")
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return grant{}, fmt.Errorf("There are %d of them. Say which by its number: kubectl groundwork release %d; kubectl groundwork ls shows all", len(fit), fit[0].Number)
	case len(words) == 0:
		return grant{}, errors.New("You have no grant that could be given back.")
	default:
		return grant{}, fmt.Errorf("You have no grant for %s, or it ends already. There are: kubectl groundwork ls", words[0])
	}
}
