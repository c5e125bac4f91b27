package proof

import (
	"fmt"
	"strings"
	"testing"
)

const everythingElse = `
resource "linode_vpc" "net" {
  label       = "NAME"
  region      = "fr-par"
  description = "for NAME"
}
resource "linode_vpc_subnet" "one" {
  vpc_id = linode_vpc.net.id
  label  = "NAME"
  ipv4   = "10.0.0.0/24"
}
resource "linode_database_postgresql_v2" "db" {
  label        = "NAME"
  engine_id    = "postgresql/17"
  region       = "fr-par"
  type         = "g6-nanode-1"
  cluster_size = SIZE
  allow_list   = ["192.0.2.0/24"]
  updates = {
    day_of_week = 3
    duration    = 4
    frequency   = "weekly"
    hour_of_day = 5
  }
  private_network = {
    vpc_id    = linode_vpc.net.id
    subnet_id = linode_vpc_subnet.one.id
  }
  engine_config_pg_jit     = true
  engine_config_work_mem   = 4
  engine_config_pg_pg_partman_bgw_interval = 3600
}
resource "linode_object_storage_bucket" "files" {
  label      = "files"
  region     = "fr-par"
  access_key = linode_object_storage_key.key.access_key
  secret_key = linode_object_storage_key.key.secret_key
  versioning = true
  acl        = "ACL"
  lifecycle_rule {
    id      = "old"
    enabled = true
    expiration {
      days = SIZE
    }
    noncurrent_version_expiration {
      days = 7
    }
  }
}
resource "linode_object_storage_key" "key" {
  label = "NAME"
}
resource "linode_domain" "zone" {
  type      = "master"
  domain    = "example.test"
  soa_email = "NAME@example.test"
  ttl_sec   = 290
}
resource "linode_domain_record" "www" {
  domain_id   = linode_domain.zone.id
  record_type = "A"
  name        = "NAME"
  target      = "192.0.2.7"
}
resource "linode_token" "ci" {
  label  = "NAME"
  scopes = "SCOPES"
  expiry = "2030-01-02T03:04:05Z"
}
data "linode_regions" "with_vpc" {
  filter {
    name   = "capabilities"
    values = ["VPCs"]
  }
}
data "linode_lke_versions" "all" {
  tier = "standard"
}
data "linode_database_engines" "newest" {
  latest = true
}
data "linode_lke_types" "all" {}
data "linode_instance_types" "all" {}
data "linode_object_storage_endpoints" "all" {}
output "found" {
  value = join(" ", concat(data.linode_regions.with_vpc.regions[*].id, data.linode_database_engines.newest.engines[*].id,
    [data.linode_lke_versions.all.versions[0].id, tostring(data.linode_lke_types.all.types[0].price[0].monthly)]))
}
`

func others(name, size, acl, scopes string) string {
	return strings.NewReplacer("NAME", name, "SIZE", size, "ACL", acl, "SCOPES", scopes).Replace(everythingElse)
}

func TestEverythingElse(t *testing.T) {
	c := newCloud(t)
	w := newWorkspace(t, c, others("one", "1", "private", "lke:read_only domains:read_only"))
	w.apply()
	w.wantNoChanges()
	if found := w.must("output", "-raw", "found"); found != "fr-par postgresql/17 1.35 60" {
		t.Errorf("found %q", found)
	}
	if password := w.attribute("linode_database_postgresql_v2.db", "root_password"); password != "root-secret" {
		t.Errorf("the root password is %v", password)
	}

	t.Log("the same scopes in another order are no change; other ones make another token")
	w.write(others("one", "1", "private", "domains:read_only lke:read_only"))
	w.apply()
	if c.count("POST profile/tokens") != 1 {
		t.Error("the token was replaced")
	}

	t.Log("changes in place")
	w.write(others("two", "2", "public-read", "lke:read_only"))
	w.wantPlan("linode_token.ci must be replaced", "linode_database_postgresql_v2.db will be updated in-place",
		"linode_vpc.net will be updated in-place", "linode_domain_record.www will be updated in-place",
		"linode_object_storage_key.key will be updated in-place", "linode_object_storage_bucket.files will be updated in-place")
	w.apply()
	w.wantNoChanges()

	t.Log("drift")
	at, database := c.find(t, "databases/postgresql/instances")
	database["allow_list"] = []string{"0.0.0.0/0"}
	w.wantPlan("192.0.2.0/24")
	w.apply()
	c.forget(at)
	w.wantPlan("linode_database_postgresql_v2.db will be created")
	w.apply()
	w.wantNoChanges()

	w.destroy()
	if len(c.objects) > 0 {
		t.Errorf("left behind: %v", c.objects)
	}
}

func TestEverythingElseIsImported(t *testing.T) {
	w := newWorkspace(t, newCloud(t), others("one", "1", "private", "*"))
	w.apply()
	id := func(address string) string { return fmt.Sprint(w.attribute(address, "id")) }
	ids := map[string]string{
		"linode_vpc_subnet.one":    id("linode_vpc.net") + "," + id("linode_vpc_subnet.one"),
		"linode_domain_record.www": id("linode_domain.zone") + "," + id("linode_domain_record.www"),
	}
	configuration := others("one", "1", "private", "*")
	// Secrets are shown once, so whatever needs one cannot be imported with it.
	start, end := strings.Index(configuration, `resource "linode_object_storage_bucket"`), strings.Index(configuration, `resource "linode_domain" `)
	w.must("state", "rm", "linode_object_storage_bucket.files")
	w.write(configuration[:start] + configuration[end:])
	w.reimport(ids, "linode_vpc.net", "linode_database_postgresql_v2.db", "linode_domain.zone", "linode_token.ci")
}

func TestFailedDatabaseIsTainted(t *testing.T) {
	c := newCloud(t)
	c.failing = "database_create"
	w := newWorkspace(t, c, others("one", "1", "private", "*"))
	w.fails("has failed")
	if w.instance("linode_database_postgresql_v2.db")["status"] != "tainted" {
		t.Error("the state should know the database as tainted")
	}
	c.failing = ""
	w.apply()
	w.wantNoChanges()
}
