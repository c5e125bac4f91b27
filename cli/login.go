package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// codes are what the portal gives a program that wants to sign in.
type codes struct {
	DeviceCode              string `json:"deviceCode"`
	UserCode                string `json:"userCode"`
	VerificationURI         string `json:"verificationUri"`
	VerificationURIComplete string `json:"verificationUriComplete"`
	ExpiresIn               int    `json:"expiresIn"`
	Interval                int    `json:"interval"`
}

func login(to streams, args []string) error {
	flags := flag.NewFlagSet("kubectl groundwork login [address]", flag.ContinueOnError)
	authority := flags.String("authority", "", "a `file` with the certificate that vouches for the portal, if this machine does not know it")
	quiet := flags.Bool("no-browser", false, "open no browser; only print where to go")
	words, err := parse(flags, to, args)
	if err != nil {
		return err
	}
	where, err := told(words, *authority)
	if err != nil {
		return err
	}
	vouching, err := where.authority()
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	if err := start(); err != nil {
		return err
	}
	var now standing
	if err := ask(ctx, request{Do: "standing"}, &now); err != nil {
		return err
	}
	if now.Person != "" && now.Portal == where.Portal {
		fmt.Fprintf(to.out, "You are signed in already as %s, until %s. To be somebody else: kubectl groundwork logout\n", now.Person, clock(now.ExpiresAt))
		return where.write()
	}
	asked, err := newPortal(where.Portal, vouching, "")
	if err != nil {
		return err
	}
	var given codes
	if err := asked.call(ctx, http.MethodPost, "/api/v1/device", map[string]string{"name": machine()}, &given); err != nil {
		return err
	}
	fmt.Fprintf(to.out, "Open %s\nand confirm the code %s there, as yourself.\n", given.VerificationURIComplete, given.UserCode)
	if !*quiet && browse(given.VerificationURIComplete) {
		fmt.Fprintln(to.out, "A browser was opened.")
	}
	signed, err := wait(ctx, request{Do: "sign-in", Portal: where.Portal, Authority: vouching, DeviceCode: given.DeviceCode}, given)
	if err != nil {
		return err
	}
	if err := where.write(); err != nil {
		return err
	}
	fmt.Fprintf(to.out, "You are signed in as %s, until %s.\n", signed.Person, clock(signed.ExpiresAt))
	return nil
}

// told is where the portal is: what somebody typed, or what is known from before.
func told(words []string, authority string) (settings, error) {
	where, err := readSettings()
	if err != nil && len(words) == 0 {
		return where, err
	}
	if len(words) > 1 {
		return where, errors.New("one address is enough: kubectl groundwork login [address]")
	}
	if len(words) == 1 && words[0] != where.Portal {
		where = settings{Portal: words[0]}
	}
	if where.Portal, err = portalAddress(where.Portal); err != nil {
		return where, err
	}
	if authority != "" {
		if where.Authority, err = filepath.Abs(authority); err != nil {
			return where, err
		}
	}
	return where, nil
}

// wait has the agent ask for the token until somebody has decided. The portal holds its answer back
// until then, so that there is no pause between two questions but after a failure.
func wait(ctx context.Context, do request, given codes) (standing, error) {
	var signed standing
	ctx, cancel := context.WithTimeout(ctx, time.Duration(given.ExpiresIn)*time.Second)
	defer cancel()
	for {
		begun := time.Now()
		err := ask(ctx, do, &signed)
		var said *problem
		switch {
		case err == nil:
			return signed, nil
		case errors.As(err, &said) && (said.Word == "authorization_pending" || said.Word == "slow_down"):
		case errors.As(err, &said) && said.Status == http.StatusTooManyRequests:
		case errors.As(err, &said) && said.Word == "expired_token", errors.Is(ctx.Err(), context.DeadlineExceeded):
			return signed, errors.New("Nobody confirmed it in time. Begin anew: kubectl groundwork login")
		case errors.As(err, &said) && said.Word == "access_denied":
			return signed, errors.New(said.Detail)
		default:
			return signed, err
		}
		// A portal that does not hold its answer back, or was restarted meanwhile, is not run down.
		pause := time.Duration(given.Interval)*time.Second - time.Since(begun)
		select {
		case <-ctx.Done():
		case <-time.After(max(pause, 0)):
		}
	}
}

// machine is what this program calls itself to whoever confirms it.
func machine() string {
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "a machine without a name"
	}
	name := []rune("kubectl on " + host)
	return string(name[:min(len(name), 60)])
}

func logout(to streams, args []string) error {
	if _, err := parse(flag.NewFlagSet("kubectl groundwork logout", flag.ContinueOnError), to, args); err != nil {
		return err
	}
	err := ask(context.Background(), request{Do: "stop"}, nil)
	if err != nil && !errors.Is(err, errNoAgent) {
		return err
	}
	fmt.Fprintln(to.out, "You are signed out, and this machine has forgotten everything. Grants go on until they end or are released.")
	return nil
}
