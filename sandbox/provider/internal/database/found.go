package database

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/convert"
)

// found is every attribute as the API tells it. The secrets come by themselves, and not from a suspended database.
func found(db *linodego.PostgresDatabase) map[string]attr.Value {
	major, _, _ := strings.Cut(db.Version, ".")
	values := foundSettings(db.EngineConfig)
	for name, value := range map[string]attr.Value{
		"id":                  convert.IDText(db.ID),
		"engine_id":           types.StringValue(db.Engine + "/" + major),
		"label":               types.StringValue(db.Label),
		"region":              types.StringValue(db.Region),
		"type":                types.StringValue(db.Type),
		"allow_list":          convert.Strings(db.AllowList),
		"cluster_size":        types.Int64Value(int64(db.ClusterSize)),
		"suspended":           types.BoolValue(db.Status == linodego.DatabaseStatusSuspended || db.Status == linodego.DatabaseStatusSuspending),
		"fork_source":         types.Int64Null(),
		"fork_restore_time":   types.StringNull(),
		"updates":             updatesObject(db.Updates),
		"pending_updates":     pendingObjects(db.Updates.Pending),
		"private_network":     networkObject(db.PrivateNetwork),
		"created":             convert.Time(db.Created).StringValue,
		"updated":             convert.Time(db.Updated).StringValue,
		"oldest_restore_time": convert.Time(db.OldestRestoreTime).StringValue,
		"encrypted":           types.BoolValue(db.Encrypted),
		"ssl_connection":      types.BoolValue(db.SSLConnection),
		"engine":              types.StringValue(db.Engine),
		"platform":            types.StringValue(string(db.Platform)),
		"port":                types.Int64Value(int64(db.Port)),
		"host_primary":        types.StringValue(db.Hosts.Primary),
		"host_standby":        types.StringValue(db.Hosts.Standby),
		"host_secondary":      types.StringValue(db.Hosts.Standby),
		"members":             membersMap(db.Members),
		"status":              types.StringValue(string(db.Status)),
		"version":             types.StringValue(db.Version),
	} {
		values[name] = value
	}
	if db.Fork != nil {
		values["fork_source"] = types.Int64Value(int64(db.Fork.Source))
		values["fork_restore_time"] = convert.Time(db.Fork.RestoreTime).StringValue
	}
	return values
}

func updatesObject(window linodego.DatabaseMaintenanceWindow) types.Object {
	return types.ObjectValueMust(updatesTypes, map[string]attr.Value{
		"day_of_week": types.Int64Value(int64(window.DayOfWeek)), "duration": types.Int64Value(int64(window.Duration)),
		"frequency": types.StringValue(string(window.Frequency)), "hour_of_day": types.Int64Value(int64(window.HourOfDay)),
	})
}

func pendingObjects(pending []linodego.DatabaseMaintenanceWindowPending) types.Set {
	objects := make([]attr.Value, len(pending))
	for i, one := range pending {
		objects[i] = types.ObjectValueMust(pendingType.AttrTypes, map[string]attr.Value{
			"deadline": convert.Time(one.Deadline).StringValue, "description": types.StringValue(one.Description),
			"planned_for": convert.Time(one.PlannedFor).StringValue,
		})
	}
	return types.SetValueMust(pendingType, objects)
}

func networkObject(network *linodego.DatabasePrivateNetwork) types.Object {
	if network == nil {
		return types.ObjectNull(networkTypes)
	}
	return types.ObjectValueMust(networkTypes, map[string]attr.Value{
		"vpc_id": types.Int64Value(int64(network.VPCID)), "subnet_id": types.Int64Value(int64(network.SubnetID)),
		"public_access": types.BoolValue(network.PublicAccess),
	})
}

func membersMap(members map[string]linodego.DatabaseMemberType) types.Map {
	roles := make(map[string]string, len(members))
	for address, role := range members {
		roles[address] = string(role)
	}
	return convert.StringMap(roles)
}
