package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const life = `
resource "linode_firewall" "wall" {
  label           = %q
  inbound_policy  = "DROP"
  outbound_policy = "ACCEPT"
  inbound {
    label    = "allow-https"
    action   = "ACCEPT"
    protocol = "TCP"
    ports    = "443"
    ipv4     = ["0.0.0.0/0"]
    ipv6     = ["::/0"]
  }
}
resource "linode_lke_cluster" "one" {
  label              = "one"
  region             = "fr-par"
  k8s_version        = %q
  tags               = ["team-a"]
  external_pool_tags = ["portal"]
  control_plane {
    high_availability = true
    acl {
      enabled = true
      addresses {
        ipv4 = ["192.0.2.0/24"]
      }
    }
  }
  pool {
    type  = "g6-standard-2"
    count = %d
    taint {
      key    = "only"
      value  = "system"
      effect = "NoSchedule"
    }
  }
}
resource "linode_lke_node_pool" "more" {
  cluster_id  = linode_lke_cluster.one.id
  type        = %q
  node_count  = 1
  tags        = ["portal"]
  labels      = { tier = "batch" }
  firewall_id = linode_firewall.wall.id
}
`

func lifeOf(label, version string, count int, kind string) string {
	return fmt.Sprintf(life, label, version, count, kind)
}

func TestOneLifeOfClusterPoolAndFirewall(t *testing.T) {
	c := newCloud(t)
	c.unready = 2
	w := newWorkspace(t, c, lifeOf("wall", "1.34", 2, "g6-standard-1"))
	w.apply()
	w.wantNoChanges()

	t.Log("drift")
	_, firewall := c.find(t, "networking/firewalls")
	firewall["label"] = "somebody-elses"
	w.wantPlan(`"somebody-elses" -> "wall"`)

	t.Log("changes in place, and a pool that is replaced")
	w.write(lifeOf("wall-two", "1.35", 3, "g6-standard-4"))
	w.wantPlan(`"1.34" -> "1.35"`, "linode_lke_node_pool.more must be replaced", `"g6-standard-1" -> "g6-standard-4" # forces replacement`)
	w.apply()
	w.wantNoChanges()
	if c.count("POST lke/clusters/*/recycle") != 1 {
		t.Error("a new version recycles the nodes once")
	}

	w.destroy()
	if len(c.objects) > 0 {
		t.Errorf("left behind: %v", c.objects)
	}
}

func TestImport(t *testing.T) {
	w := newWorkspace(t, newCloud(t), strings.ReplaceAll(lifeOf("wall", "1.34", 2, "g6-standard-1"), "external_pool_tags", "#"))
	w.must("apply", "-auto-approve", "-target=linode_lke_cluster.one", "-target=linode_firewall.wall")
	configuration, _, _ := strings.Cut(lifeOf("wall", "1.34", 2, "g6-standard-1"), "resource \"linode_lke_node_pool\"")
	w.write(strings.ReplaceAll(configuration, "external_pool_tags", "#"))
	w.reimport(map[string]string{}, "linode_firewall.wall", "linode_lke_cluster.one")
}

// TestImportedClusterClaimsEveryPool is a trap of the real provider: an import knows no external_pool_tags, so that the
// first plan after it removes the pools that other resources own.
func TestImportedClusterClaimsEveryPool(t *testing.T) {
	c := newCloud(t)
	w := newWorkspace(t, c, lifeOf("wall", "1.34", 1, "g6-standard-1"))
	w.apply()
	cluster, pool := fmt.Sprint(w.attribute("linode_lke_cluster.one", "id")), fmt.Sprint(w.attribute("linode_lke_node_pool.more", "id"))
	w.must("state", "rm", "linode_lke_node_pool.more")
	w.must("import", "linode_lke_node_pool.more", cluster+","+pool)
	w.wantNoChanges()
	w.must("state", "rm", "linode_lke_cluster.one")
	w.must("import", "linode_lke_cluster.one", cluster)
	w.wantPlan("# linode_lke_cluster.one will be updated in-place", "+ external_pool_tags", "- pool {")
}

func TestOrderOfCalls(t *testing.T) {
	c := newCloud(t)
	w := newWorkspace(t, c, cluster(`pool {
    type  = "g6-standard-2"
    count = 1
  }`))
	c.asked = nil
	w.apply()
	want := "GET linode/types POST lke/clusters GET lke/clusters/*/kubeconfig GET lke/clusters/* GET lke/clusters/*/pools " +
		"GET lke/clusters/*/kubeconfig GET lke/clusters/*/api-endpoints GET lke/clusters/*/control_plane_acl GET lke/clusters/*/dashboard"
	if !strings.HasSuffix(strings.Trim(c.forms(), "[]"), want) {
		t.Errorf("asked %s", c.forms())
	}
	c.asked = nil
	w.destroy()
	want = "GET lke/clusters/*/pools DELETE lke/clusters/* GET lke/clusters/* GET account/events"
	if !strings.HasSuffix(strings.Trim(c.forms(), "[]"), want) {
		t.Errorf("asked %s", c.forms())
	}
}

func cluster(blocks string) string {
	return fmt.Sprintf("resource \"linode_lke_cluster\" \"one\" {\n  label = \"one\"\n  region = \"fr-par\"\n  k8s_version = \"1.34\"\n  %s\n}\n", blocks)
}

// TestUnlistedPoolIsRemoved is the real provider's rule, which costs whoever forgets a tag a node pool.
func TestUnlistedPoolIsRemoved(t *testing.T) {
	own := "pool {\n type = \"g6-standard-2\"\n count = 1\n }\n"
	foreign := "resource \"linode_lke_node_pool\" \"more\" {\n cluster_id = linode_lke_cluster.one.id\n type = \"g6-standard-1\"\n node_count = 1\n tags = [\"portal\"]\n}\n"
	c := newCloud(t)
	w := newWorkspace(t, c, cluster(own)+foreign)
	w.apply()
	w.wantPlan("# linode_lke_cluster.one will be updated in-place", "g6-standard-1")
	w.apply()
	if c.count("DELETE lke/clusters/*/pools/*") != 1 {
		t.Error("the pool should have been taken for the cluster's own")
	}
	w.write(cluster(own+"external_pool_tags = [\"portal\"]\n") + foreign)
	w.apply()
	w.wantNoChanges()
	w.destroy()
}

func TestFailureInTheMiddleLeavesWhatWasMade(t *testing.T) {
	c := newCloud(t)
	c.refusals["POST lke/clusters/*/pools"] = refusal{status: 400, reason: "Account Limit reached. Please open a support ticket."}
	w := newWorkspace(t, c, lifeOf("wall", "1.34", 1, "g6-standard-1"))
	w.fails("Account Limit reached. Please open a support ticket.")
	w.attribute("linode_lke_cluster.one", "kubeconfig")
	delete(c.refusals, "POST lke/clusters/*/pools")
	w.apply()

	w.destroy()
	if len(c.objects) > 0 {
		t.Errorf("left behind: %v", c.objects)
	}
}

func TestClusterThatCannotBeReadAfterItsCreationIsTainted(t *testing.T) {
	c := newCloud(t)
	c.refusals["GET lke/clusters/*/api-endpoints"] = refusal{status: 400, reason: "Not today"}
	w := newWorkspace(t, c, cluster("pool {\n type = \"g6-standard-2\"\n count = 1\n }\n"))
	w.fails("Not today")
	if w.instance("linode_lke_cluster.one")["status"] != "tainted" {
		t.Error("the state should know the cluster as tainted")
	}
	delete(c.refusals, "GET lke/clusters/*/api-endpoints")
	w.wantPlan("is tainted, so must be replaced")
	w.apply()
	w.wantNoChanges()
	w.destroy()
}

// TestCPUOfOneLife measures; the figures of a quiet machine are in the decision on a provider of our own.
func TestCPUOfOneLife(t *testing.T) {
	c := newCloud(t)
	begin, started := children(t), time.Now()
	w := newWorkspace(t, c, lifeOf("wall", "1.34", 2, "g6-standard-1"))
	t.Logf("init: %.2f CPU s in %.2f s", (children(t) - begin).Seconds(), time.Since(started).Seconds())
	for _, step := range []struct {
		name string
		run  func()
	}{
		{"create", func() { w.apply() }},
		{"empty plan", w.wantNoChanges},
		{"change", func() { w.write(lifeOf("wall-two", "1.34", 3, "g6-standard-1")); w.apply() }},
		{"destroy", func() { w.destroy() }},
	} {
		before, at := children(t), time.Now()
		step.run()
		t.Logf("%s: %.2f CPU s in %.2f s", step.name, (children(t) - before).Seconds(), time.Since(at).Seconds())
	}
	t.Logf("one life: %.2f CPU s in %.2f s", (children(t) - begin).Seconds(), time.Since(started).Seconds())
}
