package proof

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"groundwork.io/sandbox/provider/testdata"
)

// TestTerraformShowsTheRealSchema asks Terraform itself, where the provider's own test asks the provider.
func TestTerraformShowsTheRealSchema(t *testing.T) {
	w := newWorkspace(t, newCloud(t), "")
	var shown struct {
		Schemas map[string]object `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(w.must("providers", "schema", "-json")), &shown); err != nil {
		t.Fatal(err)
	}
	var real object
	if err := json.Unmarshal(testdata.Schema, &real); err != nil {
		t.Fatal(err)
	}
	for address, mine := range shown.Schemas {
		if strings.HasSuffix(address, "/linode/linode") {
			compare(t, "", mine, real)
		}
	}
}

// compare goes down as far as both have the same names. Prose is nobody's behaviour, so it is left out.
func compare(t *testing.T, path string, mine, real object) {
	for _, name := range slices.Sorted(maps.Keys(real)) {
		if strings.HasPrefix(name, "description") || name == "deprecation_message" {
			continue
		}
		at := path + "/" + name
		one, isObject := real[name].(object)
		other, isToo := mine[name].(object)
		switch {
		case isObject && isToo:
			compare(t, at, other, one)
		case !reflect.DeepEqual(mine[name], real[name]):
			t.Errorf("%s is %v, not %v", at, mine[name], real[name])
		}
	}
	for name := range mine {
		if _, there := real[name]; !there && !strings.HasPrefix(name, "description") && name != "deprecation_message" {
			t.Errorf("%s/%s is not in the real one", path, name)
		}
	}
}
