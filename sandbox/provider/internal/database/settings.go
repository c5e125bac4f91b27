package database

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/linode/linodego"
)

// setting is one engine_config_* attribute and where the API keeps it.
type setting struct {
	attribute string
	section   string
	key       string
	kind      kind
}

type kind int

const (
	whole kind = iota
	decimal
	text
	flag
)

// The settings that PostgreSQL itself knows, by kind. A dot stays a dot in the API and is an underscore in Terraform.
var postgresSettings = map[kind]string{
	decimal: `autovacuum_analyze_scale_factor autovacuum_vacuum_scale_factor bgwriter_lru_multiplier`,
	text: `default_toast_compression password_encryption pg_partman_bgw.role pg_stat_statements.track timezone
		track_commit_timestamp track_functions track_io_timing`,
	flag: `jit pg_stat_monitor.pgsm_enable_query_plan`,
	whole: `autovacuum_analyze_threshold autovacuum_max_workers autovacuum_naptime autovacuum_vacuum_cost_delay
		autovacuum_vacuum_cost_limit autovacuum_vacuum_threshold bgwriter_delay bgwriter_flush_after bgwriter_lru_maxpages
		deadlock_timeout idle_in_transaction_session_timeout max_files_per_process max_locks_per_transaction
		max_logical_replication_workers max_parallel_workers max_parallel_workers_per_gather
		max_pred_locks_per_transaction max_replication_slots max_slot_wal_keep_size max_stack_depth
		max_standby_archive_delay max_standby_streaming_delay max_wal_senders max_worker_processes
		pg_partman_bgw.interval pg_stat_monitor.pgsm_max_buckets temp_file_limit track_activity_query_size
		wal_sender_timeout wal_writer_delay`,
}

var settings = allSettings()

func allSettings() []setting {
	all := []setting{
		{"engine_config_pg_stat_monitor_enable", "", "pg_stat_monitor_enable", flag},
		{"engine_config_pglookout_max_failover_replication_time_lag", "pglookout", "max_failover_replication_time_lag", whole},
		{"engine_config_shared_buffers_percentage", "", "shared_buffers_percentage", decimal},
		{"engine_config_work_mem", "", "work_mem", whole},
	}
	for kind, keys := range postgresSettings {
		for _, key := range strings.Fields(keys) {
			all = append(all, setting{"engine_config_pg_" + strings.ReplaceAll(key, ".", "_"), "pg", key, kind})
		}
	}
	return all
}

func (s setting) schema() schema.Attribute {
	switch s.kind {
	case decimal:
		return schema.Float64Attribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.Float64{float64planmodifier.UseStateForUnknown()}}
	case text:
		return schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}}
	case flag:
		return schema.BoolAttribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()}}
	default:
		return schema.Int64Attribute{Optional: true, Computed: true, PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()}}
	}
}

// said is the planned value, or nil where there is none.
func (s setting) said(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) any {
	at := path.Root(s.attribute)
	switch s.kind {
	case decimal:
		var v types.Float64
		diags.Append(plan.GetAttribute(ctx, at, &v)...)
		return plain(v, v.ValueFloat64)
	case text:
		var v types.String
		diags.Append(plan.GetAttribute(ctx, at, &v)...)
		return plain(v, v.ValueString)
	case flag:
		var v types.Bool
		diags.Append(plan.GetAttribute(ctx, at, &v)...)
		return plain(v, v.ValueBool)
	default:
		var v types.Int64
		diags.Append(plan.GetAttribute(ctx, at, &v)...)
		return plain(v, v.ValueInt64)
	}
}

func plain[T any](v attr.Value, get func() T) any {
	if v.IsNull() || v.IsUnknown() {
		return nil
	}
	return get()
}

// found is the value that the API tells, read from JSON.
func (s setting) found(value any) attr.Value {
	switch s.kind {
	case decimal:
		if number, ok := value.(float64); ok {
			return types.Float64Value(number)
		}
		return types.Float64Null()
	case text:
		if words, ok := value.(string); ok {
			return types.StringValue(words)
		}
		return types.StringNull()
	case flag:
		if yes, ok := value.(bool); ok {
			return types.BoolValue(yes)
		}
		return types.BoolNull()
	default:
		if number, ok := value.(float64); ok {
			return types.Int64Value(int64(number))
		}
		return types.Int64Null()
	}
}

// engineConfig is nil where the plan says nothing of the engine.
func engineConfig(ctx context.Context, plan tfsdk.Plan, diags *diag.Diagnostics) *linodego.PostgresDatabaseEngineConfig {
	sections := map[string]any{}
	for _, s := range settings {
		value := s.said(ctx, plan, diags)
		if value == nil {
			continue
		}
		if s.section == "" {
			sections[s.key] = value
			continue
		}
		section, ok := sections[s.section].(map[string]any)
		if !ok {
			section = map[string]any{}
			sections[s.section] = section
		}
		section[s.key] = value
	}
	if len(sections) == 0 {
		return nil
	}
	var config linodego.PostgresDatabaseEngineConfig
	raw, err := json.Marshal(sections)
	if err == nil {
		err = json.Unmarshal(raw, &config)
	}
	if err != nil {
		diags.AddError("The engine's settings cannot be sent", err.Error())
	}
	return &config
}

func foundSettings(config linodego.PostgresDatabaseEngineConfig) map[string]attr.Value {
	sections := map[string]any{}
	// It was read from JSON, so it can be written as such.
	raw, _ := json.Marshal(config)
	_ = json.Unmarshal(raw, &sections)
	values := map[string]attr.Value{}
	for _, s := range settings {
		section := sections
		if s.section != "" {
			section, _ = sections[s.section].(map[string]any)
		}
		values[s.attribute] = s.found(section[s.key])
	}
	return values
}
