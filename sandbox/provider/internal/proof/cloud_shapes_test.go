package proof

import (
	"encoding/base64"
	"fmt"
	"maps"
	"path"
	"strings"
)

// adornments add to a new object what the API computes.
var adornments = map[string]func(c *cloud, at string, made object){
	"POST networking/firewalls": func(c *cloud, at string, made object) {
		made["status"] = "enabled"
		made["entities"] = []object{}
		defaults(made, object{"tags": []string{}})
		devices, _ := made["devices"].(object)
		delete(made, "devices")
		for kind, name := range map[string]string{"linodes": "linode", "nodebalancers": "nodebalancer", "linode_interfaces": "linode_interface"} {
			ids, _ := devices[kind].([]any)
			for _, id := range ids {
				c.lastID++
				c.objects[fmt.Sprintf("%s/devices/%d", at, c.lastID)] = object{
					"id": c.lastID, "entity": object{"id": id, "type": name, "label": "", "url": ""},
				}
			}
		}
	},
	"POST networking/firewalls/*/devices": func(_ *cloud, _ string, made object) {
		made["entity"] = object{"id": made["id"], "type": made["type"], "label": "", "url": ""}
	},
	"POST lke/clusters": func(c *cloud, at string, made object) {
		defaults(made, object{"tier": "standard", "tags": []string{}, "status": "ready", "apl_enabled": false,
			"control_plane": object{}, "vpc_id": nil, "subnet_id": nil, "stack_type": nil})
		plane := made["control_plane"].(object)
		acl, _ := plane["acl"].(object)
		delete(plane, "acl")
		defaults(plane, object{"high_availability": false})
		if acl == nil {
			acl = object{"enabled": false}
		}
		defaults(acl, object{"revision-id": "one", "addresses": object{"ipv4": []string{}, "ipv6": []string{}}})
		c.objects[at+"/control_plane_acl"] = object{"acl": acl}
		pools, _ := made["node_pools"].([]any)
		delete(made, "node_pools")
		for _, pool := range pools {
			c.lastID++
			p := pool.(object)
			p["id"] = c.lastID
			where := fmt.Sprintf("%s/pools/%d", at, c.lastID)
			c.objects[where] = p
			adornPool(c, where, p)
		}
	},
	"POST lke/clusters/*/pools": adornPool,
}

func defaults(made, otherwise object) {
	for key, value := range otherwise {
		if made[key] == nil {
			made[key] = value
		}
	}
}

func adornPool(c *cloud, at string, pool object) {
	defaults(pool, object{"label": "", "tags": []string{}, "labels": object{}, "taints": []any{}, "disks": []any{},
		"disk_encryption": "enabled", "autoscaler": object{"enabled": false, "min": pool["count"], "max": pool["count"]}})
	pool["disks"] = []any{}
	c.growNodes(at, pool)
	pool["patience"] = c.unready
	for _, node := range pool["nodes"].([]object) {
		if c.unready > 0 {
			node["status"] = "not_ready"
		}
	}
}

func (c *cloud) growNodes(at string, pool object) {
	wanted := number(pool["count"])
	nodes, _ := pool["nodes"].([]object)
	for len(nodes) > wanted {
		c.tell("linode_delete", "linode", nodes[len(nodes)-1]["instance_id"])
		nodes = nodes[:len(nodes)-1]
	}
	for len(nodes) < wanted {
		c.lastID++
		nodes = append(nodes, object{"id": fmt.Sprintf("%s-%d", path.Base(at), c.lastID), "instance_id": c.lastID, "status": "ready"})
	}
	pool["nodes"] = nodes
}

func number(value any) int {
	switch v := value.(type) {
	case float64:
		return int(v)
	case int:
		return v
	}
	return 0
}

// ripen lets what is asked for get ready a little later.
func (c *cloud) ripen(_ string, found object) {
	nodes, ok := found["nodes"].([]object)
	if !ok {
		return
	}
	if patience := number(found["patience"]); patience > 0 {
		found["patience"] = patience - 1
		return
	}
	for _, node := range nodes {
		node["status"] = "ready"
	}
}

// specials are the paths that are more than an object kept by its path.
var specials = map[string]func(c *cloud, where string, body object) (int, any){
	"GET linode/types":           func(*cloud, string, object) (int, any) { return 200, page([]object{}) },
	"GET account/events":         func(c *cloud, _ string, _ object) (int, any) { return 200, page(c.events) },
	"GET lke/clusters/*":         existing,
	"GET lke/clusters/*/pools/*": existing,
	"GET networking/firewalls/*": existing,
	"GET networking/firewalls/*/rules": func(c *cloud, where string, _ object) (int, any) {
		return 200, c.objects[path.Dir(where)]["rules"]
	},
	"PUT networking/firewalls/*/rules": func(c *cloud, where string, body object) (int, any) {
		c.objects[path.Dir(where)]["rules"] = body
		return 200, body
	},
	"GET lke/clusters/*/kubeconfig": func(c *cloud, where string, _ object) (int, any) {
		config := fmt.Sprintf("clusters: [{name: c, cluster: {server: %q}}]\nusers: [{name: u, user: {token: secret}}]\n", c.server.URL)
		return 200, object{"kubeconfig": base64.StdEncoding.EncodeToString([]byte(config))}
	},
	"GET lke/clusters/*/api-endpoints": func(c *cloud, _ string, _ object) (int, any) {
		return 200, page([]object{{"endpoint": "https://one.example.test:6443"}})
	},
	"GET lke/clusters/*/dashboard": func(*cloud, string, object) (int, any) {
		return 200, object{"url": "https://dashboard.example.test"}
	},
	"POST lke/clusters/*/recycle": func(c *cloud, where string, _ object) (int, any) {
		for at, pool := range maps.Clone(c.objects) {
			if strings.HasPrefix(at, path.Dir(where)+"/pools/") {
				count := pool["count"]
				pool["count"] = 0
				c.growNodes(at, pool)
				pool["count"] = count
				c.growNodes(at, pool)
			}
		}
		return 200, object{}
	},
}

func existing(c *cloud, where string, _ object) (int, any) {
	found, ok := c.objects[where]
	if !ok {
		return 404, object{"errors": []object{{"reason": "Not found"}}}
	}
	c.ripen(where, found)
	return 200, found
}
