package io.groundwork.identity;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says of a person, as far as we care.
 */
record Claims(String issuer, String subject, String name, String displayName, @Nullable String email,
		boolean emailVerified, Set<String> groups) {

	/**
	 * Reads the claims of a userinfo answer or an ID token.
	 */
	static Claims of(String issuer, Map<String, Object> claims, String groupsClaim) {
		String subject = text(claims.get("sub"));
		if (subject == null) {
			throw new IllegalArgumentException("the provider's answer names no subject");
		}
		String name = text(claims.get("preferred_username"));
		String email = text(claims.get("email"));
		if (name == null) {
			name = (email != null) ? email : subject;
		}
		String displayName = text(claims.get("name"));
		return new Claims(issuer, subject, name, (displayName != null) ? displayName : name, email,
				Boolean.parseBoolean(String.valueOf(claims.get("email_verified"))), groups(claims, groupsClaim));
	}

	private static Set<String> groups(Map<String, Object> claims, String path) {
		Object value = claims;
		for (String step : path.split("\\.")) {
			value = (value instanceof Map<?, ?> map) ? map.get(step) : null;
		}
		Set<String> groups = new TreeSet<>();
		if (value instanceof Collection<?> list) {
			list.forEach((group) -> groups.add(String.valueOf(group)));
		}
		else if (value instanceof String one && !one.isBlank()) {
			groups.add(one);
		}
		return groups;
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text && !text.isBlank()) ? text : null;
	}

}
