package proof

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

type object = map[string]any

// cloud is a Linode API of a few paths, kept as JSON objects by their path.
type cloud struct {
	sync.Mutex
	server   *httptest.Server
	objects  map[string]object
	lastID   int
	events   []object
	asked    []string
	refusals map[string]refusal
	// documents are what S3 keeps, by path and query.
	documents map[string]string
	// failing is the action whose events tell of a failure.
	failing string
	// unready is how often a pool is asked for before its nodes are ready.
	unready int
}

// refusal answers a request of the form "POST vpcs/*/subnets" in the place of the cloud, as often as it says or for ever.
type refusal struct {
	status int
	reason string
	times  int
}

var numbers = regexp.MustCompile(`/\d+`)

func newCloud(t *testing.T) *cloud {
	c := &cloud{objects: map[string]object{}, lastID: 100, refusals: map[string]refusal{}, documents: map[string]string{}}
	c.server = httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(c.server.Close)
	return c
}

func (c *cloud) serve(w http.ResponseWriter, r *http.Request) {
	c.Lock()
	defer c.Unlock()
	if r.URL.Path == "/api/v1/nodes" {
		answer(w, 200, object{"items": []object{{"status": object{"conditions": []object{{"type": "Ready", "status": "True"}}}}}})
		return
	}
	if c.s3(w, r) {
		return
	}
	where := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/v4beta/"), "/v4/")
	form := r.Method + " " + numbers.ReplaceAllString(where, "/*")
	c.asked = append(c.asked, form)
	if no, ok := c.refusals[form]; ok {
		if no.times--; no.times == 0 {
			delete(c.refusals, form)
		} else {
			c.refusals[form] = no
		}
		answer(w, no.status, object{"errors": []object{{"reason": no.reason}}})
		return
	}
	body := object{}
	_ = json.NewDecoder(r.Body).Decode(&body)
	if special, ok := specials[form]; ok {
		status, content := special(c, where, body)
		answer(w, status, content)
		return
	}
	switch r.Method {
	case http.MethodPost:
		c.create(w, where, form, body)
	case http.MethodGet:
		c.get(w, where)
	case http.MethodPut:
		c.put(w, where, body)
	case http.MethodDelete:
		c.remove(w, where)
	}
}

func answer(w http.ResponseWriter, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(content)
}

func notFound(w http.ResponseWriter) {
	answer(w, 404, object{"errors": []object{{"reason": "Not found"}}})
}

func (c *cloud) create(w http.ResponseWriter, where, form string, body object) {
	adorn, ok := adornments[form]
	if !ok {
		notFound(w)
		return
	}
	c.lastID++
	made := object{"id": c.lastID, "created": "2026-01-02T03:04:05", "updated": "2026-01-02T03:04:05"}
	maps.Copy(made, body)
	at := where + "/" + strconv.Itoa(c.lastID)
	c.objects[at] = made
	adorn(c, at, made)
	answer(w, 200, made)
}

func (c *cloud) get(w http.ResponseWriter, where string) {
	if found, ok := c.objects[where]; ok {
		c.ripen(where, found)
		answer(w, 200, found)
		return
	}
	answer(w, 200, page(c.list(where)))
}

func page(items []object) object {
	return object{"data": items, "page": 1, "pages": 1, "results": len(items)}
}

// list are the objects of a collection, oldest first.
func (c *cloud) list(where string) []object {
	items := []object{}
	for _, at := range slices.Sorted(maps.Keys(c.objects)) {
		if path.Dir(at) == where {
			items = append(items, c.objects[at])
		}
	}
	return items
}

func (c *cloud) put(w http.ResponseWriter, where string, body object) {
	found, ok := c.objects[where]
	if !ok {
		notFound(w)
		return
	}
	change(found, body)
	if pool := regexp.MustCompile(`/pools/\d+$`); pool.MatchString(where) {
		c.growNodes(where, found)
	}
	answer(w, 200, found)
}

// change merges what is given into what is there, objects inside objects too.
func change(found, body object) {
	for key, value := range body {
		old, both := found[key].(object)
		if now, ok := value.(object); ok && both && key != "labels" {
			change(old, now)
			continue
		}
		found[key] = value
	}
}

func (c *cloud) remove(w http.ResponseWriter, where string) {
	if _, ok := c.objects[where]; !ok {
		notFound(w)
		return
	}
	c.forget(where)
	answer(w, 200, object{})
}

// forget takes away an object and everything under it, with a deletion event for each node that goes.
func (c *cloud) forget(where string) {
	for at, gone := range maps.Clone(c.objects) {
		if at != where && !strings.HasPrefix(at, where+"/") {
			continue
		}
		delete(c.objects, at)
		if nodes, ok := gone["nodes"].([]object); ok {
			for _, node := range nodes {
				c.tell("linode_delete", "linode", node["instance_id"])
			}
		}
	}
}

func (c *cloud) tell(action, kind string, id any) {
	c.lastID++
	status := "finished"
	if action == c.failing {
		status = "failed"
	}
	c.events = append([]object{{
		"id": c.lastID, "action": action, "status": status, "username": "somebody", "percent_complete": 100,
		"created": "2026-01-02T03:04:05", "entity": object{"id": id, "type": kind, "label": "", "url": ""},
		"secondary_entity": nil, "read": false, "seen": false, "rate": nil, "time_remaining": nil, "message": "", "duration": 1,
	}}, c.events...)
}

// find is the only object of a collection, for a test that meddles behind Terraform's back.
func (c *cloud) find(t *testing.T, where string) (at string, found object) {
	t.Helper()
	for key, item := range c.objects {
		if ok, _ := path.Match(where+"/*", key); ok {
			at, found = key, item
		}
	}
	if found == nil {
		t.Fatalf("nothing under %s", where)
	}
	return at, found
}

func (c *cloud) count(form string) (times int) {
	for _, asked := range c.asked {
		if asked == form {
			times++
		}
	}
	return times
}

func (c *cloud) forms() string { return fmt.Sprint(c.asked) }
