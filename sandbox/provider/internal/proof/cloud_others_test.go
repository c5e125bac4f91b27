package proof

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"path"
)

func init() {
	for form, defaulted := range map[string]object{
		"POST vpcs":                {"description": "", "ipv6": []any{}, "subnets": []any{}},
		"POST vpcs/*/subnets":      {"linodes": []any{}, "databases": []any{}, "nodebalancers": []any{}, "ipv6": []any{}},
		"POST domains":             {"status": "active", "description": "", "group": "", "axfr_ips": []any{}, "master_ips": []any{}, "tags": []any{}},
		"POST domains/*/records":   {"name": "", "priority": 0, "weight": 0, "port": 0, "ttl_sec": 0},
		"POST profile/tokens":      {"token": "only-once"},
		"POST object-storage/keys": {"access_key": "ACCESS", "secret_key": "SECRET", "limited": false, "regions": []any{object{"id": "fr-par", "s3_endpoint": "fr-par-1.example.test", "endpoint_type": "E1"}}},
		"POST databases/postgresql/instances": {
			"status": "active", "version": "17.2", "port": 5432, "platform": "rdbms-default", "members": object{"192.0.2.9": "primary"},
			"ssl_connection": true, "encrypted": true, "hosts": object{"primary": "db.example.test", "standby": "standby.example.test"},
			"updates":             object{"day_of_week": 1, "duration": 4, "frequency": "weekly", "hour_of_day": 2, "pending": []any{}},
			"oldest_restore_time": "2026-01-02T03:04:05", "fork": nil, "allow_list": []any{}, "engine_config": object{"pg": object{}, "pglookout": object{}},
		},
	} {
		adornments[form] = func(c *cloud, at string, made object) {
			defaults(made, defaulted)
			if form == "POST databases/postgresql/instances" {
				made["engine"] = "postgresql"
				c.tell("database_create", "database", made["id"])
			}
		}
	}
	for _, form := range []string{"vpcs/*", "vpcs/*/subnets/*", "domains/*", "domains/*/records/*", "profile/tokens/*",
		"object-storage/keys/*", "databases/postgresql/instances/*", "account/events/*"} {
		specials["GET "+form] = existing
	}
	maps.Copy(specials, map[string]func(*cloud, string, object) (int, any){
		"GET account/events/*": func(c *cloud, where string, _ object) (int, any) {
			for _, event := range c.events {
				if fmt.Sprint(event["id"]) == path.Base(where) {
					return 200, event
				}
			}
			return 404, object{}
		},
		"PUT databases/postgresql/instances/*": func(c *cloud, where string, body object) (int, any) {
			change(c.objects[where], body)
			action := "database_update"
			if body["cluster_size"] != nil || body["type"] != nil {
				action = "database_resize"
			}
			c.tell(action, "database", c.objects[where]["id"])
			return 200, c.objects[where]
		},
		"GET databases/postgresql/instances/*/ssl": func(*cloud, string, object) (int, any) {
			return 200, object{"ca_certificate": "Y2VydGlmaWNhdGU="}
		},
		"GET databases/postgresql/instances/*/credentials": func(*cloud, string, object) (int, any) {
			return 200, object{"username": "akmadmin", "password": "root-secret"}
		},
		"POST object-storage/buckets": func(c *cloud, where string, body object) (int, any) {
			made := maps.Clone(body)
			defaults(made, object{"cluster": "fr-par-1", "endpoint_type": "E1", "s3_endpoint": c.server.URL,
				"hostname": fmt.Sprintf("%s.fr-par-1.example.test", body["label"])})
			c.objects[fmt.Sprintf("%s/%s/%s", where, body["region"], body["label"])] = made
			return 200, made
		},
		"GET object-storage/buckets/fr-par/files": existing,
		"GET object-storage/buckets/fr-par/files/access": func(c *cloud, where string, _ object) (int, any) {
			return 200, object{"acl": c.objects[path.Dir(where)]["acl"], "cors_enabled": true}
		},
		"POST object-storage/buckets/fr-par/files/access": func(c *cloud, where string, body object) (int, any) {
			maps.Copy(c.objects[path.Dir(where)], body)
			return 200, object{}
		},
		"GET regions": func(*cloud, string, object) (int, any) {
			return 200, page([]object{
				{"id": "fr-par", "label": "Paris", "country": "fr", "capabilities": []string{"Kubernetes", "VPCs"}, "status": "ok", "site_type": "core",
					"resolvers": object{"ipv4": "192.0.2.1", "ipv6": "2001:db8::1"}, "monitors": object{"alerts": []string{}, "metrics": []string{}},
					"placement_group_limits": object{"maximum_pgs_per_customer": 100, "maximum_linodes_per_pg": 5}},
				{"id": "us-east", "label": "Newark", "country": "us", "capabilities": []string{"Kubernetes"}},
			})
		},
		"GET lke/tiers/standard/versions": func(*cloud, string, object) (int, any) {
			return 200, page([]object{{"id": "1.35", "tier": "standard"}, {"id": "1.34", "tier": "standard"}})
		},
		"GET databases/engines": func(*cloud, string, object) (int, any) {
			return 200, page([]object{{"id": "postgresql/9", "engine": "postgresql", "version": "9.6"}, {"id": "postgresql/17", "engine": "postgresql", "version": "17.2"}})
		},
		"GET lke/types": func(*cloud, string, object) (int, any) {
			return 200, page([]object{{"id": "lke-ha", "label": "LKE High Availability", "price": object{"hourly": 0.09, "monthly": 60}, "region_prices": []object{}, "transfer": 0}})
		},
		"GET object-storage/endpoints": func(*cloud, string, object) (int, any) {
			return 200, page([]object{{"region": "fr-par", "endpoint_type": "E1", "s3_endpoint": "fr-par-1.example.test"}})
		},
	})
}

// s3 keeps a bucket's documents as they come.
func (c *cloud) s3(w http.ResponseWriter, r *http.Request) bool {
	for _, document := range []string{"versioning", "lifecycle"} {
		if !r.URL.Query().Has(document) {
			continue
		}
		if r.Header.Get("Authorization") == "" {
			w.WriteHeader(http.StatusForbidden)
			return true
		}
		key := r.URL.Path + "?" + document
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			c.documents[key] = string(body)
		}
		if c.documents[key] == "" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, c.documents[key])
		return true
	}
	return false
}
