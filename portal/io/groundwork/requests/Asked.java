package io.groundwork.requests;

import java.time.Instant;
import java.util.Map;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A wish as somebody sends it.
 *
 * @param kind what
 * @param environment where
 * @param reason why
 * @param spec what the environment should be
 * @param parameters what else the kind needs
 * @param applyAt when it is to be carried out, if not at once
 */
record Asked(@Schema(allowableValues = {
		"create", "change", "destroy", "rollback", "import", "override", "rotate", "maintenance", "upgrade",
		"foundation" }) @Nullable String kind, @Nullable String environment, @Nullable String reason,
		@Nullable Object spec, @Nullable Map<String, Object> parameters, @Nullable Instant applyAt){

	/**
	 * The same about a request that is there: it stays of its kind and where it is,
	 * unless somebody says otherwise.
	 */
	Asked about(Request request) {
		return new Asked((this.kind != null) ? this.kind : request.kind().word(),
				(this.environment != null) ? this.environment : request.environment(), this.reason, this.spec,
				this.parameters, this.applyAt);
	}

	String word(String name) {
		Object value = (this.parameters != null) ? this.parameters.get(name) : null;
		return (value != null) ? value.toString().strip() : "";
	}

}
