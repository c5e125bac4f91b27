// Package lke is clusters and node pools.
package lke

import (
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/customdiff"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
)

const enterprise, standard = "enterprise", "standard"

// Cluster is linode_lke_cluster, on the older SDK as the real one is.
func Cluster() *schema.Resource {
	return &schema.Resource{
		Schema:        clusterSchema(),
		CreateContext: createCluster,
		ReadContext:   readCluster,
		UpdateContext: updateCluster,
		DeleteContext: deleteCluster,
		CustomizeDiff: customdiff.All(requireCounts, requirePool, refuseStrategyOnStandard),
		Importer:      &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext},
		Timeouts: &schema.ResourceTimeout{
			Create: schema.DefaultTimeout(35 * time.Minute),
			Update: schema.DefaultTimeout(40 * time.Minute),
			Delete: schema.DefaultTimeout(20 * time.Minute),
		},
	}
}

func clusterSchema() map[string]*schema.Schema {
	return map[string]*schema.Schema{
		"label":              {Type: schema.TypeString, Required: true},
		"k8s_version":        {Type: schema.TypeString, Required: true},
		"region":             {Type: schema.TypeString, Required: true, ForceNew: true},
		"tags":               {Type: schema.TypeSet, Optional: true, Computed: true, Elem: ofText()},
		"external_pool_tags": {Type: schema.TypeSet, Optional: true, Elem: ofText()},
		"apl_enabled":        {Type: schema.TypeBool, Optional: true, Computed: true, ForceNew: true},
		"tier":               {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true},
		"vpc_id":             {Type: schema.TypeInt, Optional: true, Computed: true},
		"subnet_id":          {Type: schema.TypeInt, Optional: true, Computed: true},
		"stack_type": {
			Type: schema.TypeString, Optional: true, Computed: true,
			ValidateFunc: validation.StringInSlice([]string{"ipv4", "ipv4-ipv6"}, false),
		},
		"status":        {Type: schema.TypeString, Computed: true},
		"kubeconfig":    {Type: schema.TypeString, Computed: true, Sensitive: true},
		"dashboard_url": {Type: schema.TypeString, Computed: true},
		"api_endpoints": {Type: schema.TypeList, Computed: true, Elem: ofText()},
		"pool":          {Type: schema.TypeList, Optional: true, Elem: &schema.Resource{Schema: poolSchema()}},
		"control_plane": {
			Type: schema.TypeList, MaxItems: 1, Optional: true, Computed: true,
			Elem: &schema.Resource{Schema: controlPlaneSchema()},
		},
	}
}

func poolSchema() map[string]*schema.Schema {
	return map[string]*schema.Schema{
		"id":          {Type: schema.TypeInt, Computed: true},
		"type":        {Type: schema.TypeString, Required: true},
		"count":       {Type: schema.TypeInt, Optional: true, Computed: true, ValidateFunc: validation.IntAtLeast(1)},
		"label":       {Type: schema.TypeString, Optional: true, Default: ""},
		"labels":      {Type: schema.TypeMap, Optional: true, Elem: ofText()},
		"tags":        {Type: schema.TypeSet, Optional: true, Elem: ofText()},
		"firewall_id": {Type: schema.TypeInt, Optional: true, Computed: true},
		"disk_encryption": {
			Type: schema.TypeString, Optional: true, Computed: true,
			ValidateFunc: validation.StringInSlice([]string{"enabled", "disabled"}, false),
		},
		"k8s_version": {Type: schema.TypeString, Optional: true, Computed: true},
		"update_strategy": {
			Type: schema.TypeString, Optional: true, Computed: true,
			ValidateFunc: validation.StringInSlice([]string{"rolling_update", "on_recycle"}, false),
		},
		"taint": {Type: schema.TypeSet, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"key":   {Type: schema.TypeString, Required: true, ValidateFunc: validation.StringIsNotEmpty},
			"value": {Type: schema.TypeString, Required: true, ValidateFunc: validation.StringIsNotEmpty},
			"effect": {
				Type: schema.TypeString, Required: true,
				ValidateFunc: validation.StringInSlice([]string{"NoSchedule", "PreferNoSchedule", "NoExecute"}, false),
			},
		}}},
		"autoscaler": {Type: schema.TypeList, MaxItems: 1, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"min": {Type: schema.TypeInt, Required: true},
			"max": {Type: schema.TypeInt, Required: true},
		}}},
		"nodes": {Type: schema.TypeList, Computed: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"id":          {Type: schema.TypeString, Computed: true},
			"instance_id": {Type: schema.TypeInt, Computed: true},
			"status":      {Type: schema.TypeString, Computed: true},
		}}},
	}
}

func controlPlaneSchema() map[string]*schema.Schema {
	addresses := map[string]*schema.Schema{
		"ipv4": {Type: schema.TypeSet, Optional: true, Computed: true, Elem: ofText()},
		"ipv6": {Type: schema.TypeSet, Optional: true, Computed: true, Elem: ofText()},
	}
	acl := map[string]*schema.Schema{
		"enabled":   {Type: schema.TypeBool, Optional: true, Computed: true},
		"addresses": {Type: schema.TypeList, Optional: true, Computed: true, Elem: &schema.Resource{Schema: addresses}},
	}
	return map[string]*schema.Schema{
		"high_availability":  {Type: schema.TypeBool, Optional: true, Computed: true},
		"audit_logs_enabled": {Type: schema.TypeBool, Optional: true, Computed: true},
		"acl":                {Type: schema.TypeList, MaxItems: 1, Optional: true, Computed: true, Elem: &schema.Resource{Schema: acl}},
	}
}

func ofText() *schema.Schema { return &schema.Schema{Type: schema.TypeString} }
