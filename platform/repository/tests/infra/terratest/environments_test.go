// Package terratest looks whether the environments' Terraform is sound, and where that is asked for
// whether it makes what it says.
package terratest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gruntwork-io/terratest/modules/terraform"
)

var environments = []string{"development", "staging", "production", "system"}

// copied gives an environment's configuration in a folder of its own, without its backend, so that
// no test comes near a state that matters.
func copied(t *testing.T, environment string) *terraform.Options {
	t.Helper()
	source, err := filepath.Abs("../../../infra/terraform")
	if err != nil {
		t.Fatal(err)
	}
	target := t.TempDir()
	if err := os.CopyFS(target, os.DirFS(source)); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(target, "environments", environment)
	local := []byte("terraform {\n  backend \"local\" {}\n}\n")
	if err := os.WriteFile(filepath.Join(folder, "backend_override.tf"), local, 0o600); err != nil {
		t.Fatal(err)
	}
	example := filepath.Join(folder, "examples", "dedicated.json")
	return terraform.WithDefaultRetryableErrors(t, &terraform.Options{
		TerraformDir: folder,
		VarFiles:     []string{example},
		NoColor:      true,
		Lock:         true,
	})
}

func TestEveryEnvironmentIsValid(t *testing.T) {
	for _, environment := range environments {
		t.Run(environment, func(t *testing.T) {
			options := copied(t, environment)
			options.VarFiles = nil
			terraform.Init(t, options)
			terraform.Validate(t, options)
		})
	}
}

func TestAPlanDestroysNothingAndTagsWhoseItIs(t *testing.T) {
	if os.Getenv("LINODE_TOKEN") == "" {
		t.Skip("there is no LINODE_TOKEN")
	}
	for _, environment := range environments {
		t.Run(environment, func(t *testing.T) {
			options := copied(t, environment)
			options.PlanFilePath = filepath.Join(t.TempDir(), "plan")
			plan := terraform.InitAndPlanAndShowWithStruct(t, options)
			if len(plan.ResourceChangesMap) == 0 {
				t.Fatal("nothing would be made")
			}
			for address, change := range plan.ResourceChangesMap {
				if change.Change.Actions.Delete() || change.Change.Actions.Replace() {
					t.Errorf("%s would be destroyed in an environment that is not there", address)
				}
			}
			for address, resource := range plan.ResourcePlannedValuesMap {
				tags, tagged := resource.AttributeValues["tags"].([]any)
				if !tagged {
					continue
				}
				found := false
				for _, tag := range tags {
					found = found || tag == "env:"+environment
				}
				if !found {
					t.Errorf("%s does not say that it belongs to %s: %v", address, environment, tags)
				}
			}
		})
	}
}

// TestAnEnvironmentConverges costs money and half an hour, so it is asked for by name:
// TERRATEST_APPLY=development.
func TestAnEnvironmentConverges(t *testing.T) {
	environment := os.Getenv("TERRATEST_APPLY")
	if environment == "" {
		t.Skip("TERRATEST_APPLY does not name an environment")
	}
	options := copied(t, environment)
	defer terraform.Destroy(t, options)
	terraform.InitAndApply(t, options)
	if code := terraform.PlanExitCode(t, options); code != 0 {
		t.Errorf("a second plan wants to change something: it exits with %d", code)
	}
}
