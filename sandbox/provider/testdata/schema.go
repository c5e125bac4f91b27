// Package testdata has what the real provider says of itself.
package testdata

import _ "embed"

// Schema is linode-provider-schema.json. It is compiled in, so that tests that read it count as passed
// already in a checkout whose files are the same and only younger.
//
//go:embed linode-provider-schema.json
var Schema []byte
