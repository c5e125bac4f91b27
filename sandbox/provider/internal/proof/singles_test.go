package proof

import (
	"maps"
	"testing"
)

const singles = `
resource "linode_vpc" "net" {
  label  = "net"
  region = "fr-par"
}
resource "linode_vpc_subnet" "one" {
  vpc_id = linode_vpc.net.id
  label  = "one"
  ipv4   = "10.0.0.0/24"
}
data "linode_vpc" "net" {
  id = linode_vpc.net.id
}
data "linode_vpc_subnet" "one" {
  vpc_id = linode_vpc.net.id
  id     = linode_vpc_subnet.one.id
}
data "linode_firewall" "wall" {
  id = linode_firewall.wall.id
}
data "linode_lke_cluster" "one" {
  id         = linode_lke_cluster.one.id
  depends_on = [linode_lke_node_pool.more]
}
data "linode_region" "paris" {
  id = "fr-par"
}
data "linode_account" "us" {}
data "linode_profile" "me" {}
data "linode_networking_ip" "ip" {
  address = "192.0.2.1"
}
output "told" {
  value = join(" ", [data.linode_vpc.net.label, data.linode_vpc_subnet.one.ipv4, data.linode_firewall.wall.inbound[0].ipv4[0],
    length(data.linode_lke_cluster.one.pools), one(data.linode_lke_cluster.one.control_plane[0].acl[0].addresses[0].ipv4),
    data.linode_region.paris.resolvers[0].ipv4, data.linode_account.us.id, data.linode_profile.me.id, data.linode_networking_ip.ip.prefix])
}
`

func TestDataSourcesOfOneThing(t *testing.T) {
	c := newCloud(t)
	maps.Copy(specials, map[string]func(*cloud, string, object) (int, any){
		"GET account": func(*cloud, string, object) (int, any) {
			return 200, object{"euuid": "E-1", "email": "us@example.test"}
		},
		"GET profile":                func(*cloud, string, object) (int, any) { return 200, object{"uid": 7, "username": "me"} },
		"GET networking/ips/*.0.2.1": func(*cloud, string, object) (int, any) { return 200, object{"address": "192.0.2.1", "prefix": 24} },
		"GET regions/fr-par": func(*cloud, string, object) (int, any) {
			return 200, object{"id": "fr-par", "resolvers": object{"ipv4": "192.0.2.5"}}
		},
	})
	w := newWorkspace(t, c, lifeOf("wall", "1.34", 1, "g6-standard-1")+singles)
	w.apply()
	if told := w.must("output", "-raw", "told"); told != "net 10.0.0.0/24 0.0.0.0/0 2 192.0.2.0/24 192.0.2.5 E-1 7 24" {
		t.Errorf("told %q", told)
	}
	w.wantNoChanges()
	w.destroy()
}
