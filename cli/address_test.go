package main

import (
	"strings"
	"testing"
)

func TestOnlyThisMachineIsSpokenToInTheClear(t *testing.T) {
	for typed, want := range map[string]string{
		"https://groundwork.example.org":      "https://groundwork.example.org",
		"groundwork.example.org":              "https://groundwork.example.org",
		" https://groundwork.example.org/ ":   "https://groundwork.example.org",
		"https://example.org/groundwork/":     "https://example.org/groundwork",
		"http://localhost:8400":               "http://localhost:8400",
		"http://127.0.0.1:8400":               "http://127.0.0.1:8400",
		"http://[::1]:8400":                   "http://[::1]:8400",
		"http://groundwork.example.org":       "",
		"http://localhost.example.org":        "",
		"http://10.0.0.1":                     "",
		"ftp://groundwork.example.org":        "",
		"https://somebody@example.org":        "",
		"https://groundwork.example.org/?a=b": "",
		"":                                    "",
		"https://":                            "",
	} {
		got, err := portalAddress(typed)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q became %q (%v), not %q", typed, got, err, want)
		}
		if err != nil && !strings.Contains(err.Error(), "https://") {
			t.Errorf("of %q is not said what would be right: %v", typed, err)
		}
	}
}

func TestSettingsAreKeptAndHoldNoMoreThanAnAddress(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	if read, err := readSettings(); err != nil || read.Portal != "" {
		t.Fatalf("of nothing was read %v, %v", read, err)
	}
	if err := (settings{Portal: "https://groundwork.example.org"}).write(); err != nil {
		t.Fatal(err)
	}
	read, err := readSettings()
	if err != nil || read.Portal != "https://groundwork.example.org" {
		t.Fatalf("was read %v, %v", read, err)
	}
	again, err := told(nil, "")
	if err != nil || again.Portal != read.Portal {
		t.Fatalf("an address that is known has to be typed again: %v, %v", again, err)
	}
}
