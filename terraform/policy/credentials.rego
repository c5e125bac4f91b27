# Credentials that are good for what they are needed for, and end.
package main

import data.plan

deny contains plan.finding("scoped-credentials", key.address, text) if {
	some key in plan.of_type("linode_object_storage_key")
	not limited(key)
	text := "the key would open every bucket of the account; name its buckets in bucket_access"
}

deny contains plan.finding("scoped-credentials", token.address, text) if {
	some token in plan.of_type("linode_token")
	some scope in split(token.change.after.scopes, " ")
	scope_too_wide(scope)
	text := sprintf("the scope %s is more than any service needs; name areas, such as domains:read_write", [scope])
}

deny contains plan.finding("scoped-credentials", token.address, text) if {
	some token in plan.of_type("linode_token")
	object.get(token.change.after, "expiry", null) == null
	not token.change.after_unknown.expiry
	text := "the token would never end; give it an expiry"
}

limited(key) if count(key.change.after.bucket_access) > 0

scope_too_wide("*")

scope_too_wide(scope) if endswith(scope, ":*")

scope_too_wide(scope) if startswith(scope, "account:")
