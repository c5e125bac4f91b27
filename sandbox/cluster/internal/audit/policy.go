package audit

import _ "embed"

// Policy is what the API server is told to log.
//
//go:embed policy.yaml
var Policy []byte
