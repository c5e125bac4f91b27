package catalogue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/linode/linodego"
)

// Lists are the data sources that show many of a kind.
func Lists() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		func() datasource.DataSource {
			return &list{name: "linode_regions", key: "regions", element: region,
				ask: func(ctx context.Context, c *linodego.Client, options *linodego.ListOptions) (any, error) {
					return c.ListRegions(ctx, options)
				}}
		},
		func() datasource.DataSource {
			return &list{name: "linode_instance_types", key: "types", element: instanceType, ordered: true,
				asked: fields("class disk label memory network_out transfer vcpus"),
				ask: func(ctx context.Context, c *linodego.Client, options *linodego.ListOptions) (any, error) {
					return c.ListTypes(ctx, options)
				}}
		},
		func() datasource.DataSource {
			return &list{name: "linode_lke_types", key: "types", element: lkeType, ordered: true, asked: fields("label transfer"),
				ask: func(ctx context.Context, c *linodego.Client, options *linodego.ListOptions) (any, error) {
					return c.ListLKETypes(ctx, options)
				}}
		},
		func() datasource.DataSource {
			return &list{name: "linode_database_engines", key: "engines", element: all("id engine version", text), ordered: true, newest: true,
				asked: fields("engine version"),
				ask: func(ctx context.Context, c *linodego.Client, options *linodego.ListOptions) (any, error) {
					return c.ListDatabaseEngines(ctx, options)
				}}
		},
		func() datasource.DataSource {
			return &list{name: "linode_object_storage_endpoints", key: "endpoints", element: all("endpoint_type region s3_endpoint", text), ordered: true,
				ask: func(ctx context.Context, c *linodego.Client, options *linodego.ListOptions) (any, error) {
					return c.ListObjectStorageEndpoints(ctx, options)
				}}
		},
	}
}
