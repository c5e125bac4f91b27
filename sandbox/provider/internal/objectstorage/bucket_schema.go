package objectstorage

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
)

// Bucket is linode_object_storage_bucket.
func Bucket() *schema.Resource {
	return &schema.Resource{
		Schema:        bucketSchema(),
		CreateContext: createBucket,
		ReadContext:   readBucket,
		UpdateContext: updateBucket,
		DeleteContext: deleteBucket,
		Importer:      &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext},
	}
}

func bucketSchema() map[string]*schema.Schema {
	place := []string{"region", "cluster"}
	return map[string]*schema.Schema{
		"label":         {Type: schema.TypeString, Required: true, ForceNew: true},
		"region":        {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true, ExactlyOneOf: place},
		"cluster":       {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true, ExactlyOneOf: place, Deprecated: "Set region in its place."},
		"endpoint_type": {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true},
		"s3_endpoint":   {Type: schema.TypeString, Optional: true, Computed: true, ForceNew: true},
		"endpoint":      {Type: schema.TypeString, Computed: true, Deprecated: "Read s3_endpoint in its place."},
		"hostname":      {Type: schema.TypeString, Computed: true},
		"acl":           {Type: schema.TypeString, Optional: true, Default: "private"},
		"cors_enabled":  {Type: schema.TypeBool, Optional: true, Computed: true},
		"versioning":    {Type: schema.TypeBool, Optional: true, Computed: true},
		"access_key":    {Type: schema.TypeString, Optional: true},
		"secret_key":    {Type: schema.TypeString, Optional: true, Sensitive: true},
		"cert": {Type: schema.TypeList, MaxItems: 1, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"certificate": {Type: schema.TypeString, Required: true, Sensitive: true},
			"private_key": {Type: schema.TypeString, Required: true, Sensitive: true},
		}}},
		"lifecycle_rule": {Type: schema.TypeList, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"id":                                     {Type: schema.TypeString, Optional: true, Computed: true},
			"prefix":                                 {Type: schema.TypeString, Optional: true},
			"enabled":                                {Type: schema.TypeBool, Required: true},
			"abort_incomplete_multipart_upload_days": {Type: schema.TypeInt, Optional: true},
			"expiration": {Type: schema.TypeList, MaxItems: 1, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
				"date":                         {Type: schema.TypeString, Optional: true, ValidateFunc: validation.StringIsNotEmpty},
				"days":                         {Type: schema.TypeInt, Optional: true, ValidateFunc: validation.IntAtLeast(1)},
				"expired_object_delete_marker": {Type: schema.TypeBool, Optional: true},
			}}},
			"noncurrent_version_expiration": {Type: schema.TypeList, MaxItems: 1, Optional: true, Elem: &schema.Resource{Schema: map[string]*schema.Schema{
				"days": {Type: schema.TypeInt, Required: true, ValidateFunc: validation.IntAtLeast(1)},
			}}},
		}}},
	}
}
