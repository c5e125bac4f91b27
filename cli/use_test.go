package main

import (
	"bytes"
	"strings"
	"testing"
)

func saidBy(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	return run(streams{out: &out, err: &out}, args), out.String()
}

func TestWhatIsMeantIsFoundByNumberByEnvironmentOrAlone(t *testing.T) {
	all := []grant{
		{Number: 7, Environment: "staging", Status: "active"},
		{Number: 8, Environment: "production", Status: "pending"},
		{Number: 9, Environment: "production", Status: "active"},
		{Number: 10, Environment: "system", Status: "ending"},
	}
	for words, want := range map[string]int{"7": 7, "staging": 7, "8": 8, "": 0, "production": 0, "system": 0, "nowhere": 0} {
		one, err := meant(all, strings.Fields(words))
		if one.Number != want || (err == nil) != (want != 0) {
			t.Errorf("%q meant %d (%v), not %d", words, one.Number, err, want)
		}
	}
	if one, err := meant(all[:1], nil); err != nil || one.Number != 7 {
		t.Errorf("the only one was not found: %v", err)
	}
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	code, out := saidBy(t, "ls", "-o", "yaml")
	if code != 1 || !strings.Contains(out, "-o json") {
		t.Errorf("%d %s", code, out)
	}
	if code, out = saidBy(t, "use", "-h"); code != 0 || !strings.Contains(out, "-reason") {
		t.Errorf("%d %s", code, out)
	}
	if code, out = saidBy(t, "nothing"); code != 2 || !strings.Contains(out, "There is no nothing") {
		t.Errorf("%d %s", code, out)
	}
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	if code, out = saidBy(t, "use", "staging", "--role", "viewer", "more"); code != 1 || !strings.Contains(out, "say which environment") {
		t.Errorf("%d %s", code, out)
	}
}
