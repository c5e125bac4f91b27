package database

import (
	"context"
	"reflect"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
)

// wanted is what a plan, or a state, says of a database. Nil and empty stand for what it leaves open.
type wanted struct {
	label       string
	region      string
	kind        string
	engine      string
	clusterSize int
	suspended   bool
	allowList   *[]string
	updates     *linodego.DatabaseMaintenanceWindow
	network     *linodego.DatabasePrivateNetwork
	fork        *linodego.DatabaseFork
	config      *linodego.PostgresDatabaseEngineConfig
}

func readWanted(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) wanted {
	var label, region, kind, engine types.String
	var size types.Int64
	var suspended types.Bool
	var allowed types.Set
	get := func(name string, target any) { diags.Append(plan.GetAttribute(ctx, path.Root(name), target)...) }
	get("label", &label)
	get("region", &region)
	get("type", &kind)
	get("engine_id", &engine)
	get("cluster_size", &size)
	get("suspended", &suspended)
	get("allow_list", &allowed)
	w := wanted{
		label: label.ValueString(), region: region.ValueString(), kind: kind.ValueString(), engine: engine.ValueString(),
		clusterSize: int(size.ValueInt64()), suspended: suspended.ValueBool(),
		updates: readUpdates(ctx, plan, diags), network: readNetwork(ctx, plan, diags), fork: readFork(ctx, plan, diags),
		config: engineConfig(ctx, plan, diags),
	}
	if !allowed.IsNull() && !allowed.IsUnknown() {
		w.allowList = linodego.Pointer(convert.Elements[string](ctx, allowed, diags))
	}
	return w
}

func readUpdates(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) *linodego.DatabaseMaintenanceWindow {
	var object types.Object
	diags.Append(plan.GetAttribute(ctx, path.Root("updates"), &object)...)
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	var fields struct {
		Day       types.Int64  `tfsdk:"day_of_week"`
		Duration  types.Int64  `tfsdk:"duration"`
		Frequency types.String `tfsdk:"frequency"`
		Hour      types.Int64  `tfsdk:"hour_of_day"`
	}
	diags.Append(object.As(ctx, &fields, basetypes.ObjectAsOptions{})...)
	return &linodego.DatabaseMaintenanceWindow{
		DayOfWeek: linodego.DatabaseDayOfWeek(fields.Day.ValueInt64()), Duration: int(fields.Duration.ValueInt64()),
		Frequency: linodego.DatabaseMaintenanceFrequency(fields.Frequency.ValueString()), HourOfDay: int(fields.Hour.ValueInt64()),
	}
}

func readNetwork(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) *linodego.DatabasePrivateNetwork {
	var object types.Object
	diags.Append(plan.GetAttribute(ctx, path.Root("private_network"), &object)...)
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	var fields struct {
		VPC    types.Int64 `tfsdk:"vpc_id"`
		Subnet types.Int64 `tfsdk:"subnet_id"`
		Public types.Bool  `tfsdk:"public_access"`
	}
	diags.Append(object.As(ctx, &fields, basetypes.ObjectAsOptions{})...)
	return &linodego.DatabasePrivateNetwork{
		VPCID: int(fields.VPC.ValueInt64()), SubnetID: int(fields.Subnet.ValueInt64()), PublicAccess: fields.Public.ValueBool(),
	}
}

func readFork(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) *linodego.DatabaseFork {
	var source types.Int64
	var moment timetypes.RFC3339
	diags.Append(plan.GetAttribute(ctx, path.Root("fork_source"), &source)...)
	diags.Append(plan.GetAttribute(ctx, path.Root("fork_restore_time"), &moment)...)
	if source.IsNull() || source.IsUnknown() {
		return nil
	}
	fork := &linodego.DatabaseFork{Source: int(source.ValueInt64())}
	if !moment.IsNull() && !moment.IsUnknown() {
		restore, d := moment.ValueRFC3339Time()
		diags.Append(d...)
		fork.RestoreTime = &restore
	}
	return fork
}

func (w wanted) createOptions() linodego.PostgresCreateOptions {
	options := linodego.PostgresCreateOptions{
		Label: w.label, Region: w.region, Type: w.kind, Engine: w.engine, ClusterSize: w.clusterSize,
		Fork: w.fork, EngineConfig: w.config, PrivateNetwork: w.network,
	}
	if w.allowList != nil {
		options.AllowList = *w.allowList
	}
	return options
}

// changedFrom says what to send, and whether it makes the database larger or smaller, for which Linode has another event.
func (w wanted) changedFrom(known wanted) (options linodego.PostgresUpdateOptions, changed, resized bool) {
	if w.label != known.label {
		options.Label, changed = w.label, true
	}
	if !reflect.DeepEqual(w.allowList, known.allowList) {
		options.AllowList, changed = w.allowList, true
	}
	if w.updates != nil && !reflect.DeepEqual(w.updates, known.updates) {
		options.Updates, changed = w.updates, true
	}
	if w.engine != known.engine {
		options.Version, changed = w.version(), true
	}
	if w.config != nil && !reflect.DeepEqual(w.config, known.config) {
		options.EngineConfig, changed = w.config, true
	}
	if !reflect.DeepEqual(w.network, known.network) {
		options.PrivateNetwork, changed = w.network, true
	}
	if w.kind != known.kind {
		options.Type, changed, resized = w.kind, true, true
	}
	if w.clusterSize != known.clusterSize {
		options.ClusterSize, changed, resized = w.clusterSize, true, true
	}
	return options, changed, resized
}

func (w wanted) version() string {
	_, version, _ := strings.Cut(w.engine, "/")
	return version
}
