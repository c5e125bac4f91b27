package proof

import "testing"

func TestVPCKeepsTheSizeThatItAskedFor(t *testing.T) {
	c := newCloud(t)
	before := adornments["POST vpcs"]
	t.Cleanup(func() { adornments["POST vpcs"] = before })
	adornments["POST vpcs"] = func(_ *cloud, _ string, made object) {
		asked := made["ipv6"].([]any)[0].(object)
		if asked["allocation_class"] != "test" {
			t.Error("the class did not arrive")
		}
		defaults(made, object{"description": ""})
		made["ipv6"] = []object{{"range": "2001:db8::/52"}}
	}
	w := newWorkspace(t, c, `
resource "linode_vpc" "net" {
  label  = "net"
  region = "fr-par"
  ipv6   = [{ range = "/52", allocation_class = "test" }]
}
`)
	w.apply()
	w.wantNoChanges()
	ranges := w.attribute("linode_vpc.net", "ipv6").([]any)[0].(object)
	if ranges["range"] != "/52" || ranges["allocated_range"] != "2001:db8::/52" || ranges["allocation_class"] != nil {
		t.Errorf("kept %v", ranges)
	}
	w.destroy()
}
