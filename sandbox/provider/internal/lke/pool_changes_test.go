package lke

import (
	"reflect"
	"testing"

	"github.com/linode/linodego"
)

func TestPoolsAreChangedByPosition(t *testing.T) {
	known := []declaredPool{{ID: 1, Type: "small", Count: 1}, {ID: 2, Type: "large", Count: 1}, {ID: 3, Type: "large", Count: 1}}
	planned := []declaredPool{{ID: 1, Type: "small", Count: 4}, {Type: "small", Count: 2}}
	changes := changesBetween(known, planned, standard)
	if len(changes.update) != 1 || changes.update[0].id != 1 || changes.update[0].options.Count != 4 {
		t.Errorf("updates %+v", changes.update)
	}
	if len(changes.create) != 1 || changes.create[0].Type != "small" || changes.create[0].Count != 2 {
		t.Errorf("creates %+v", changes.create)
	}
	if !reflect.DeepEqual(changes.remove, []int{2, 3}) {
		t.Errorf("removes %v", changes.remove)
	}
}

func TestOnlyEnterprisePoolsHaveAVersionToChange(t *testing.T) {
	known, planned := declaredPool{ID: 1, K8sVersion: "v1.33.5+lke1"}, declaredPool{ID: 1, K8sVersion: "v1.33.6+lke7"}
	if options := updateOptions(known, planned, standard); options.K8sVersion != nil {
		t.Error("a standard pool follows its cluster")
	}
	if options := updateOptions(known, planned, enterprise); options.K8sVersion == nil {
		t.Error("an enterprise pool has a version of its own")
	}
}

func TestPoolsAreFoundByIDThenByLikenessAndTheRestFollows(t *testing.T) {
	found := []linodego.LKENodePool{{ID: 7, Type: "large", Count: 9}, {ID: 8, Type: "small", Count: 1}, {ID: 9, Type: "large", Count: 2}}
	declared := []declaredPool{{Type: "large", Count: 2}, {ID: 5, Type: "gone", Count: 1}, {ID: 8, Type: "small", Count: 3}}
	var order []int
	for _, pool := range inDeclaredOrder(found, declared) {
		order = append(order, pool.ID)
	}
	if !reflect.DeepEqual(order, []int{9, 8, 7}) {
		t.Errorf("order %v", order)
	}
}

func TestOneListedTagMakesAPoolExternal(t *testing.T) {
	pools := []linodego.LKENodePool{{ID: 1, Tags: []string{"a"}}, {ID: 2, Tags: []string{"b", "portal"}}}
	if left := withoutExternal(pools, []string{"portal"}); len(left) != 1 || left[0].ID != 1 {
		t.Errorf("left %v", left)
	}
}
