package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// From takes the session out of what the framework hands to a resource, which is nil until the provider is configured.
func From(data any, diags *diag.Diagnostics) *Session {
	if data == nil {
		return nil
	}
	session, ok := data.(*Session)
	if !ok {
		diags.AddError("The provider is not configured", fmt.Sprintf("Expected a session, got %T.", data))
	}
	return session
}
