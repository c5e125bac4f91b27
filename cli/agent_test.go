//go:build unix

package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// attended runs an agent at the place where commands look for one.
func attended(t *testing.T, s *stand) *agent {
	t.Helper()
	folder, err := os.MkdirTemp("", "gw")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	t.Setenv("XDG_RUNTIME_DIR", folder)
	path, err := socket()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	one := newAgent(listener, s.time)
	done := make(chan struct{})
	go func() {
		one.serve()
		close(done)
	}()
	t.Cleanup(func() {
		one.stop()
		<-done
	})
	if err := ask(t.Context(), request{Do: "sign-in", Portal: s.server.URL, DeviceCode: "gwd_code"}, nil); err != nil {
		t.Fatal(err)
	}
	return one
}

func TestKubectlIsAnsweredInTheVersionThatItAsksIn(t *testing.T) {
	attended(t, newStand(t))
	code, out := saidBy(t, "credential", "--environment", "staging", "--role", "viewer")
	if code != 0 || !strings.Contains(out, `"apiVersion":"client.authentication.k8s.io/v1"`) ||
		!strings.Contains(out, `"kind":"ExecCredential"`) || !strings.Contains(out, `"token":"token-1"`) ||
		!strings.Contains(out, `"expirationTimestamp":"2026-03-01T10:00:00Z"`) {
		t.Fatalf("%d: %s", code, out)
	}
	t.Setenv("KUBERNETES_EXEC_INFO", `{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential"}`)
	if _, out = saidBy(t, "credential", "--environment", "staging"); !strings.Contains(out, "k8s.io/v1beta1") {
		t.Fatal(out)
	}
}

func TestGrantsAreListedForPeopleAndForPrograms(t *testing.T) {
	s := newStand(t)
	attended(t, s)
	all := listing{Grants: s.grants, Environments: []environment{{Name: "staging", Kind: "staging", Owner: "payments"}}}
	var out bytes.Buffer
	if err := all.print(streams{out: &out}, s.time()); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"GRANT", "7", "staging", "viewer", "active", "1 h 00 min", "payments"} {
		if !strings.Contains(out.String(), word) {
			t.Errorf("%s is missing: %s", word, out.String())
		}
	}
}

func TestWithoutAnAgentPeopleAreToldToSignIn(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for _, args := range [][]string{{"ls"}, {"use", "staging"}, {"release"}, {"credential", "--environment", "staging"}} {
		if code, out := saidBy(t, args...); code != 1 || !strings.Contains(out, "kubectl groundwork login") {
			t.Errorf("%v: %d %s", args, code, out)
		}
	}
	if code, out := saidBy(t, "logout"); code != 0 || !strings.Contains(out, "signed out") {
		t.Errorf("%d %s", code, out)
	}
}

func TestAnAgentEndsWhenItIsToldTo(t *testing.T) {
	s := newStand(t)
	one := attended(t, s)
	if code, out := saidBy(t, "logout"); code != 0 {
		t.Fatal(out)
	}
	<-one.done
	if s.revoked != 1 {
		t.Fatal("the sign-in lives on at the portal")
	}
}

func TestAnAgentEndsWithWhatItHoldsOrWhenNobodyAsks(t *testing.T) {
	s := newStand(t)
	one := attended(t, s)
	if until := one.usefulUntil(); !until.Equal(s.time().Add(idle)) {
		t.Fatalf("it stays until %s", until)
	}
	s.pass(idle - time.Minute)
	one.look()
	select {
	case <-one.done:
		t.Fatal("it ended early")
	default:
	}
	s.pass(2 * time.Minute)
	one.look()
	<-one.done
}

func TestAFolderThatOthersGetIntoIsNotTrusted(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", folder)
	own := filepath.Join(folder, "groundwork")
	if _, err := socket(); err != nil {
		t.Fatal(err)
	}
	if about, err := os.Stat(own); err != nil || about.Mode().Perm() != 0o700 {
		t.Fatalf("%v, %v", about, err)
	}
	if err := os.Chmod(own, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := socket(); err == nil {
		t.Fatal("a folder that others get into was trusted")
	}
	if err := os.Remove(own); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), own); err != nil {
		t.Fatal(err)
	}
	if _, err := socket(); err == nil {
		t.Fatal("a link was followed")
	}
}

func TestOnlyOneHasThePlaceOfTheAgent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "agent")
	if first, err := alone(path); !first || err != nil {
		t.Fatalf("%v, %v", first, err)
	}
	mine := held
	defer mine.Close()
	if second, err := alone(path); second || err != nil {
		t.Fatalf("%v, %v", second, err)
	}
}
