package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program is what kubectl calls.
const program = "kubectl-groundwork"

// point has kubectl write where the door is and whom to ask for what opens it, so that nothing else in
// the file is lost, and make that its current context.
func point(ctx context.Context, one grant, there place) error {
	name := "groundwork-" + one.Environment
	user := []string{"set-credentials", name, "--exec-api-version=" + apiVersion, "--exec-interactive-mode=Never"}
	older := []string{"set-credentials", name, "--exec-api-version=client.authentication.k8s.io/v1beta1"}
	call := []string{"--exec-command=" + ownName(), "--exec-arg=credential", "--exec-arg=--environment",
		"--exec-arg=" + one.Environment, "--exec-arg=--role", "--exec-arg=" + one.Role}
	if err := config(ctx, "set-cluster", name, "--server="+there.Server); err != nil {
		return err
	}
	if err := config(ctx, "set", "clusters."+name+".certificate-authority-data", there.CertificateAuthority); err != nil {
		return err
	}
	if err := config(ctx, append(user, call...)...); err != nil {
		// Before 1.31 kubectl could not be told about the mode, which the older version does not need.
		if config(ctx, append(older, call...)...) != nil {
			return err
		}
	}
	if err := config(ctx, "set-context", name, "--cluster="+name, "--user="+name, "--namespace="+there.Namespace); err != nil {
		return err
	}
	return config(ctx, "use-context", name)
}

func config(ctx context.Context, args ...string) error {
	out, err := exec.CommandContext(ctx, "kubectl", append([]string{"config"}, args...)...).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("There is no kubectl here, whose file is to be written. Install it, and try again")
	}
	if err != nil {
		return fmt.Errorf("kubectl config %s: %s", args[0], strings.TrimSpace(string(out)))
	}
	return nil
}

// ownName is how kubectl finds this program: by name where the path leads to this very file, so that it
// may be moved; otherwise by where it is.
func ownName() string {
	own, err := os.Executable()
	if err != nil {
		return program
	}
	found, err := exec.LookPath(program)
	if err != nil {
		return own
	}
	one, err := filepath.EvalSymlinks(found)
	if err != nil {
		return own
	}
	if other, err := filepath.EvalSymlinks(own); err != nil || one != other {
		return own
	}
	return program
}
