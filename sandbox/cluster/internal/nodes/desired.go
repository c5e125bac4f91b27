// Package nodes makes a cluster's nodes follow what the sandbox's Linode API wants of its pools.
package nodes

import (
	"encoding/json"
	"fmt"
	"strconv"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const (
	poolLabel = "lke.linode.com/pool-id"
	// appliedAnnotation holds the labels and taints that came from the pool, so that one that the
	// pool loses can be told from one that somebody else set.
	appliedAnnotation = "sandbox.groundwork.io/from-pool"
)

// Desired is one node that should be there. Memory and disk are in MB, as in Linode's types.
type Desired struct {
	Name       string            `json:"name"`
	Pool       int64             `json:"pool"`
	Instance   int64             `json:"instance"`
	Type       string            `json:"type"`
	CPU        int64             `json:"cpu"`
	Memory     int64             `json:"memory"`
	Disk       int64             `json:"disk,omitempty"`
	GPU        int64             `json:"gpu,omitempty"`
	InternalIP string            `json:"internalIp,omitempty"`
	ExternalIP string            `json:"externalIp,omitempty"`
	Labels     map[string]string `json:"labels,omitempty"`
	Taints     []core.Taint      `json:"taints,omitempty"`
}

func (d Desired) validate() error {
	switch {
	case d.Name == "":
		return fmt.Errorf("a node has no name")
	case d.Instance <= 0:
		return fmt.Errorf("node %s has no instance", d.Name)
	case d.CPU <= 0 || d.Memory <= 0:
		return fmt.Errorf("node %s has no cpu or no memory", d.Name)
	}
	return nil
}

func (d Desired) providerID() string {
	return "linode://" + strconv.FormatInt(d.Instance, 10)
}

// Place is what all nodes of a cluster have in common.
type Place struct {
	Region  string
	Version string
}

func (d Desired) node(place Place) *core.Node {
	node := &core.Node{
		ObjectMeta: meta.ObjectMeta{Name: d.Name, Labels: d.labels(place)},
		Spec:       core.NodeSpec{ProviderID: d.providerID()},
	}
	d.apply(node, place)
	node.Status.Capacity = d.capacity(0)
	// What a kubelet keeps back before it evicts.
	node.Status.Allocatable = d.capacity(100)
	node.Status.Addresses = d.addresses()
	node.Status.NodeInfo = core.NodeSystemInfo{
		Architecture:            "amd64",
		OperatingSystem:         "linux",
		OSImage:                 "Sandbox without a system",
		KernelVersion:           "none",
		ContainerRuntimeVersion: "kwok://0.8.0",
		KubeletVersion:          place.Version,
	}
	return node
}

func (d Desired) labels(place Place) map[string]string {
	return map[string]string{
		core.LabelHostname:           d.Name,
		core.LabelOSStable:           "linux",
		core.LabelArchStable:         "amd64",
		core.LabelInstanceTypeStable: d.Type,
		core.LabelInstanceType:       d.Type,
		core.LabelTopologyRegion:     place.Region,
		"topology.linode.com/region": place.Region,
		poolLabel:                    strconv.FormatInt(d.Pool, 10),
	}
}

func (d Desired) capacity(keptMB int64) core.ResourceList {
	megabytes := func(n int64) resource.Quantity { return *resource.NewQuantity(n<<20, resource.BinarySI) }
	list := core.ResourceList{
		core.ResourceCPU:    *resource.NewQuantity(d.CPU, resource.DecimalSI),
		core.ResourceMemory: megabytes(d.Memory - keptMB),
		core.ResourcePods:   *resource.NewQuantity(110, resource.DecimalSI),
	}
	if d.Disk > 0 {
		list[core.ResourceEphemeralStorage] = megabytes(d.Disk)
	}
	if d.GPU > 0 {
		list["nvidia.com/gpu"] = *resource.NewQuantity(d.GPU, resource.DecimalSI)
	}
	return list
}

func (d Desired) addresses() []core.NodeAddress {
	list := []core.NodeAddress{{Type: core.NodeHostName, Address: d.Name}}
	internal := d.InternalIP
	if internal == "" {
		// One of Linode's private range for each instance, so that no two nodes share one.
		internal = fmt.Sprintf("192.168.%d.%d", 128+d.Instance/250%128, 1+d.Instance%250)
	}
	list = append(list, core.NodeAddress{Type: core.NodeInternalIP, Address: internal})
	if d.ExternalIP != "" {
		list = append(list, core.NodeAddress{Type: core.NodeExternalIP, Address: d.ExternalIP})
	}
	return list
}

// fromPool is the content of the annotation.
type fromPool struct {
	Labels []string     `json:"labels"`
	Taints []core.Taint `json:"taints"`
}

// apply sets the pool's labels and taints on a node, takes off those that the pool has lost, and
// leaves alone what others have set. It tells whether anything changed.
func (d Desired) apply(node *core.Node, place Place) bool {
	before := node.DeepCopy()
	var last fromPool
	_ = json.Unmarshal([]byte(node.Annotations[appliedAnnotation]), &last)

	own := d.labels(place)
	for _, name := range last.Labels {
		if _, kept := own[name]; !kept {
			delete(node.Labels, name)
		}
	}
	for _, taint := range last.Taints {
		node.Spec.Taints = without(node.Spec.Taints, taint)
	}
	applied := fromPool{Taints: d.Taints}
	for name, value := range d.Labels {
		if _, taken := own[name]; !taken {
			node.Labels[name] = value
			applied.Labels = append(applied.Labels, name)
		}
	}
	for _, taint := range d.Taints {
		node.Spec.Taints = append(without(node.Spec.Taints, taint), taint)
	}
	return record(node, before, applied)
}
