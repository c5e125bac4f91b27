package objectstorage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// withS3 opens the bucket over S3 with the bucket's own keys, the provider's, or some made for the occasion.
func withS3(ctx context.Context, d *schema.ResourceData, s *session.Session, bucket *linodego.ObjectStorageBucket, use func(s3Bucket) error) error {
	open := func(access, secret string) error {
		return use(s3Bucket{
			url:    address(endpoint(bucket), bucket.Label),
			region: bucket.Region,
			keys:   aws.Credentials{AccessKeyID: access, SecretAccessKey: secret},
		})
	}
	if access, secret := d.Get("access_key").(string), d.Get("secret_key").(string); access != "" && secret != "" {
		return open(access, secret)
	}
	if s.ObjectAccessKey != "" && s.ObjectSecretKey != "" {
		return open(s.ObjectAccessKey, s.ObjectSecretKey)
	}
	if !s.ObjectUseTemporaryKeys {
		return errors.New("access_key and secret_key are needed for a bucket's versioning and lifecycle rules, or obj_use_temp_keys")
	}
	key, err := s.Client.CreateObjectStorageKey(ctx, linodego.ObjectStorageKeyCreateOptions{
		Label: fmt.Sprintf("temp_%s_%d", bucket.Label, time.Now().Unix()),
		BucketAccess: &[]linodego.ObjectStorageKeyBucketAccess{
			{BucketName: bucket.Label, Region: bucket.Region, Permissions: "read_write"},
		},
	})
	if err != nil {
		return fmt.Errorf("failed to make a temporary key: %w", err)
	}
	return errors.Join(open(key.AccessKey, key.SecretKey), s.Client.DeleteObjectStorageKey(ctx, key.ID))
}

// endpoint is in the host's name where the API does not tell it.
func endpoint(bucket *linodego.ObjectStorageBucket) string {
	if bucket.S3Endpoint != "" {
		return bucket.S3Endpoint
	}
	return strings.TrimPrefix(bucket.Hostname, bucket.Label+".")
}
