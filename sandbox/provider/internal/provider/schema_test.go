package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"groundwork.io/sandbox/provider/testdata"
)

// realSchema is what `terraform providers schema -json` says of the real provider, cut down to what Groundwork uses.
type realSchema struct {
	Provider    jsonSchema            `json:"provider"`
	Resources   map[string]jsonSchema `json:"resource_schemas"`
	DataSources map[string]jsonSchema `json:"data_source_schemas"`
}

type jsonSchema struct {
	Version int64     `json:"version"`
	Block   jsonBlock `json:"block"`
}

type jsonBlock struct {
	Attributes map[string]jsonAttribute   `json:"attributes"`
	Blocks     map[string]jsonNestedBlock `json:"block_types"`
}

type jsonAttribute struct {
	Type       json.RawMessage `json:"type"`
	Nested     *jsonNested     `json:"nested_type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	Deprecated bool            `json:"deprecated"`
	WriteOnly  bool            `json:"write_only"`
}

type jsonNested struct {
	Attributes map[string]jsonAttribute `json:"attributes"`
	Nesting    string                   `json:"nesting_mode"`
}

type jsonNestedBlock struct {
	Nesting string    `json:"nesting_mode"`
	Block   jsonBlock `json:"block"`
	Min     int64     `json:"min_items"`
	Max     int64     `json:"max_items"`
}

// leftOut is what the stand-in does not have. A name disappears from here when it is written, and the test says so.
var leftOut = map[string]bool{}

func TestSchemaIsTheRealOne(t *testing.T) {
	var want realSchema
	if err := json.Unmarshal(testdata.Schema, &want); err != nil {
		t.Fatal(err)
	}
	server, err := NewServer(context.Background(), "test")
	if err != nil {
		t.Fatal(err)
	}
	got, err := server().GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range got.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	compareBlock(t, "provider", got.Provider.Block, want.Provider.Block)
	compareAll(t, "resource", got.ResourceSchemas, want.Resources)
	compareAll(t, "data", got.DataSourceSchemas, want.DataSources)
}

func compareAll(t *testing.T, kind string, got map[string]*tfprotov6.Schema, want map[string]jsonSchema) {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		full := kind + "." + name
		mine, there := got[name]
		switch {
		case !there && leftOut[full]:
			t.Logf("left out: %s", full)
		case !there:
			t.Errorf("%s is neither there nor said to be left out", full)
		case leftOut[full]:
			t.Errorf("%s is there, though said to be left out", full)
		default:
			if mine.Version != want[name].Version {
				t.Errorf("%s: version %d, not %d", full, mine.Version, want[name].Version)
			}
			compareBlock(t, full, mine.Block, want[name].Block)
		}
	}
	for name := range got {
		if _, there := want[name]; !there {
			t.Errorf("%s.%s is nothing that the real provider's copy has", kind, name)
		}
	}
}

func compareBlock(t *testing.T, path string, got *tfprotov6.SchemaBlock, want jsonBlock) {
	compareAttributes(t, path, got.Attributes, want.Attributes)
	mine := map[string]*tfprotov6.SchemaNestedBlock{}
	for _, block := range got.BlockTypes {
		mine[block.TypeName] = block
	}
	sameNames(t, path, mine, want.Blocks)
	for name, block := range mine {
		real, there := want.Blocks[name]
		if !there {
			continue
		}
		at := path + "." + name
		if nesting := blockNesting[block.Nesting]; nesting != real.Nesting || block.MinItems != real.Min || block.MaxItems != real.Max {
			t.Errorf("%s: %s of %d to %d, not %s of %d to %d", at, nesting, block.MinItems, block.MaxItems, real.Nesting, real.Min, real.Max)
		}
		compareBlock(t, at, block.Block, real.Block)
	}
}

func compareAttributes(t *testing.T, path string, got []*tfprotov6.SchemaAttribute, want map[string]jsonAttribute) {
	mine := map[string]*tfprotov6.SchemaAttribute{}
	for _, attribute := range got {
		mine[attribute.Name] = attribute
	}
	sameNames(t, path, mine, want)
	for name, attribute := range mine {
		real, there := want[name]
		if !there {
			continue
		}
		at := path + "." + name
		if is, should := flags(attribute), realFlags(real); is != should {
			t.Errorf("%s is%s, not%s", at, is, should)
		}
		switch {
		case (attribute.NestedType == nil) != (real.Nested == nil):
			t.Errorf("%s: only one of both is nested", at)
		case real.Nested != nil:
			if nesting := objectNesting[attribute.NestedType.Nesting]; nesting != real.Nested.Nesting {
				t.Errorf("%s: %s, not %s", at, nesting, real.Nested.Nesting)
			}
			compareAttributes(t, at, attribute.NestedType.Attributes, real.Nested.Attributes)
		default:
			is, err := attribute.Type.MarshalJSON() //nolint:staticcheck // the wire's own form of a type
			if err != nil {
				t.Fatal(err)
			}
			if canonical(t, is) != canonical(t, real.Type) {
				t.Errorf("%s: %s, not %s", at, canonical(t, is), canonical(t, real.Type))
			}
		}
	}
}

func sameNames[A, B any](t *testing.T, path string, got map[string]A, want map[string]B) {
	for name := range want {
		if _, there := got[name]; !there {
			t.Errorf("%s lacks %s", path, name)
		}
	}
	for name := range got {
		if _, there := want[name]; !there {
			t.Errorf("%s has %s, which the real one lacks", path, name)
		}
	}
}

func flags(a *tfprotov6.SchemaAttribute) string {
	return spell(a.Required, a.Optional, a.Computed, a.Sensitive, a.Deprecated, a.WriteOnly)
}

func realFlags(a jsonAttribute) string {
	return spell(a.Required, a.Optional, a.Computed, a.Sensitive, a.Deprecated, a.WriteOnly)
}

func spell(flags ...bool) (spelt string) {
	for i, name := range []string{"required", "optional", "computed", "sensitive", "deprecated", "write-only"} {
		if flags[i] {
			spelt += " " + name
		}
	}
	return spelt
}

func canonical(t *testing.T, raw []byte) string {
	var value any
	if err := json.Unmarshal(testdata.Schema, &value); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(value)
}

var blockNesting = map[tfprotov6.SchemaNestedBlockNestingMode]string{
	tfprotov6.SchemaNestedBlockNestingModeSingle: "single",
	tfprotov6.SchemaNestedBlockNestingModeList:   "list",
	tfprotov6.SchemaNestedBlockNestingModeSet:    "set",
}

var objectNesting = map[tfprotov6.SchemaObjectNestingMode]string{
	tfprotov6.SchemaObjectNestingModeSingle: "single",
	tfprotov6.SchemaObjectNestingModeList:   "list",
	tfprotov6.SchemaObjectNestingModeSet:    "set",
	tfprotov6.SchemaObjectNestingModeMap:    "map",
}
