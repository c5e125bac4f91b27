package firewall

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// network is a string type for CIDRs of one version of IP. Two ways of writing one IPv6 network are no difference.
type network struct {
	basetypes.StringType
	version int
}

type networkValue struct {
	basetypes.StringValue
	version int
}

var (
	_ basetypes.StringTypable                    = network{}
	_ basetypes.StringValuableWithSemanticEquals = networkValue{}
	_ xattr.ValidateableAttribute                = networkValue{}
)

func (t network) Equal(other attr.Type) bool {
	o, ok := other.(network)
	return ok && o.version == t.version
}

func (t network) String() string                       { return fmt.Sprintf("network of IPv%d", t.version) }
func (t network) ValueType(context.Context) attr.Value { return networkValue{version: t.version} }

func (t network) ValueFromString(_ context.Context, value basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return networkValue{value, t.version}, nil
}

func (t network) ValueFromTerraform(ctx context.Context, raw tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, raw)
	if err != nil {
		return nil, err
	}
	return networkValue{value.(basetypes.StringValue), t.version}, nil
}

func (v networkValue) Type(context.Context) attr.Type { return network{version: v.version} }

func (v networkValue) Equal(other attr.Value) bool {
	o, ok := other.(networkValue)
	return ok && o.version == v.version && v.StringValue.Equal(o.StringValue)
}

func (v networkValue) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(networkValue)
	if !ok || v.version == 4 {
		return ok && v.ValueString() == o.ValueString(), nil
	}
	mine, err := netip.ParsePrefix(v.ValueString())
	theirs, otherErr := netip.ParsePrefix(o.ValueString())
	return err == nil && otherErr == nil && mine == theirs, nil
}

func (v networkValue) ValidateAttribute(_ context.Context, req xattr.ValidateAttributeRequest, resp *xattr.ValidateAttributeResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	prefix, err := netip.ParsePrefix(v.ValueString())
	if err != nil || prefix.Addr().Is4() != (v.version == 4) {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a network",
			fmt.Sprintf("%q is not an IPv%d network in CIDR notation.", v.ValueString(), v.version))
	}
}
