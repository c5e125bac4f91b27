// Package test runs real clusters, by the program that scripts/tools builds.
package test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

var program string

func TestMain(m *testing.M) {
	build := exec.Command("../../../scripts/tools", "cluster")
	build.Stderr = os.Stderr
	out, err := build.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = strings.TrimSpace(string(out))
	os.Exit(m.Run())
}
