package io.groundwork.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriComponentsBuilder;

/**
 * The filters as they were typed, so that a page can show them again.
 *
 * @param person who did it; a star at the end means everybody whose name begins so
 * @param subject what it was done to; {@code token:17}, or {@code token:} for all tokens
 * @param action what was done; {@code token.created}, or {@code token.} for all of it
 * @param outcome {@code done}, {@code refused} or {@code failed}
 * @param from the first moment, in UTC
 * @param to the moment after the last, in UTC; a date means that it is included
 */
record AuditQuery(@Nullable String person, @Nullable String subject, @Nullable String action, @Nullable String outcome,
		@Nullable String from, @Nullable String to) {

	/**
	 * The address of the path with these filters.
	 */
	String address(String path) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put("person", this.person);
		values.put("subject", this.subject);
		values.put("action", this.action);
		values.put("outcome", this.outcome);
		values.put("from", this.from);
		values.put("to", this.to);
		UriComponentsBuilder address = UriComponentsBuilder.fromPath(path);
		Map<String, Object> used = new LinkedHashMap<>();
		values.forEach((name, value) -> {
			if (value != null && !value.toString().isBlank()) {
				address.queryParam(name, "{" + name + "}");
				used.put(name, value);
			}
		});
		return address.encode().buildAndExpand(used).toUriString();
	}

}
