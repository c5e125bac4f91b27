package objectstorage

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

func createBucket(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	options := linodego.ObjectStorageBucketCreateOptions{
		Label:        d.Get("label").(string),
		Region:       d.Get("region").(string),
		Cluster:      d.Get("cluster").(string),
		S3Endpoint:   d.Get("s3_endpoint").(string),
		EndpointType: linodego.ObjectStorageEndpointType(d.Get("endpoint_type").(string)),
		ACL:          linodego.ObjectStorageACL(d.Get("acl").(string)),
	}
	if !d.GetRawConfig().GetAttr("cors_enabled").IsNull() {
		options.CorsEnabled = linodego.Pointer(d.Get("cors_enabled").(bool))
	}
	bucket, err := s.Client.CreateObjectStorageBucket(ctx, options)
	if err != nil {
		return diag.Errorf("failed to create the bucket: %s", err)
	}
	place := bucket.Region
	if options.Cluster != "" {
		place = bucket.Cluster
	}
	d.SetId(place + ":" + bucket.Label)
	if err := configure(ctx, d, s, bucket); err != nil {
		return diag.Errorf("failed to configure bucket %s: %s", d.Id(), err)
	}
	return readBucket(ctx, d, meta)
}

// configure is what a creation has no fields for; an update does the same for what has changed.
func configure(ctx context.Context, d *schema.ResourceData, s *session.Session, bucket *linodego.ObjectStorageBucket) error {
	if d.HasChange("cert") {
		if err := certify(ctx, d, s); err != nil {
			return err
		}
	}
	versioned := d.HasChange("versioning") && !d.GetRawConfig().GetAttr("versioning").IsNull()
	ruled := d.HasChange("lifecycle_rule")
	if !versioned && !ruled {
		return nil
	}
	return withS3(ctx, d, s, bucket, func(b s3Bucket) error {
		if versioned {
			if err := b.setVersioned(ctx, d.Get("versioning").(bool)); err != nil {
				return err
			}
		}
		if ruled {
			return b.setLifecycle(ctx, d.Get("lifecycle_rule").([]any))
		}
		return nil
	})
}

// certify replaces: the API has no path to change a certificate.
func certify(ctx context.Context, d *schema.ResourceData, s *session.Session) error {
	place, label, _ := strings.Cut(d.Id(), ":")
	if before, _ := d.GetChange("cert"); len(before.([]any)) > 0 {
		if err := s.Client.DeleteObjectStorageBucketCert(ctx, place, label); err != nil {
			return err
		}
	}
	cert, ok := first(d.Get("cert"))
	if !ok {
		return nil
	}
	_, err := s.Client.UploadObjectStorageBucketCertV2(ctx, place, label, linodego.ObjectStorageBucketCertUploadOptions{
		Certificate: cert["certificate"].(string), PrivateKey: cert["private_key"].(string),
	})
	return err
}

func readBucket(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	place, label, ok := strings.Cut(d.Id(), ":")
	if !ok {
		return diag.Errorf("%q is not the ID of a bucket, which is region:label", d.Id())
	}
	bucket, err := s.Client.GetObjectStorageBucket(ctx, place, label)
	if linodego.IsNotFound(err) {
		d.SetId("")
		return nil
	}
	if err != nil {
		return diag.Errorf("failed to get bucket %s: %s", d.Id(), err)
	}
	access, err := s.Client.GetObjectStorageBucketAccessV2(ctx, place, label)
	if err != nil {
		return diag.Errorf("failed to get the access to bucket %s: %s", d.Id(), err)
	}
	values := map[string]any{
		"label":         bucket.Label,
		"region":        bucket.Region,
		"cluster":       bucket.Cluster,
		"hostname":      bucket.Hostname,
		"endpoint":      endpoint(bucket),
		"s3_endpoint":   endpoint(bucket),
		"endpoint_type": string(bucket.EndpointType),
		"acl":           string(access.ACL),
		"cors_enabled":  access.CorsEnabled != nil && *access.CorsEnabled,
	}
	// Without anything to compare there is no need of keys.
	if d.Get("versioning").(bool) || len(d.Get("lifecycle_rule").([]any)) > 0 {
		err := withS3(ctx, d, s, bucket, func(b s3Bucket) (err error) {
			if values["versioning"], err = b.versioned(ctx); err != nil {
				return err
			}
			values["lifecycle_rule"], err = b.lifecycle(ctx)
			return err
		})
		if err != nil {
			return diag.Errorf("failed to get the configuration of bucket %s: %s", d.Id(), err)
		}
	}
	for name, value := range values {
		if err := d.Set(name, value); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

func updateBucket(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	place, label, _ := strings.Cut(d.Id(), ":")
	if d.HasChanges("acl", "cors_enabled") {
		options := linodego.ObjectStorageBucketUpdateAccessOptions{ACL: linodego.ObjectStorageACL(d.Get("acl").(string))}
		if d.HasChange("cors_enabled") {
			options.CorsEnabled = linodego.Pointer(d.Get("cors_enabled").(bool))
		}
		if err := s.Client.UpdateObjectStorageBucketAccess(ctx, place, label, options); err != nil {
			return diag.Errorf("failed to update the access to bucket %s: %s", d.Id(), err)
		}
	}
	bucket, err := s.Client.GetObjectStorageBucket(ctx, place, label)
	if err != nil {
		return diag.Errorf("failed to get bucket %s: %s", d.Id(), err)
	}
	if err := configure(ctx, d, s, bucket); err != nil {
		return diag.Errorf("failed to configure bucket %s: %s", d.Id(), err)
	}
	return readBucket(ctx, d, meta)
}

func deleteBucket(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	s := meta.(*session.Session)
	place, label, _ := strings.Cut(d.Id(), ":")
	if s.ObjectBucketForceDelete {
		bucket, err := s.Client.GetObjectStorageBucket(ctx, place, label)
		if err == nil {
			err = withS3(ctx, d, s, bucket, func(b s3Bucket) error { return b.purge(ctx) })
		}
		if err != nil {
			return diag.Errorf("failed to empty bucket %s: %s", d.Id(), err)
		}
	}
	if err := s.Client.DeleteObjectStorageBucket(ctx, place, label); err != nil && !linodego.IsNotFound(err) {
		return diag.Errorf("failed to delete bucket %s: %s", d.Id(), err)
	}
	return nil
}
