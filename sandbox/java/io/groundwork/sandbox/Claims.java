package io.groundwork.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcUserInfoAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/**
 * What this provider says of a person, read from the directory at the moment of asking.
 */
final class Claims implements OAuth2TokenCustomizer<JwtEncodingContext> {

	static final String AUDIENCE = "groundwork";

	private final People people;

	Claims(People people) {
		this.people = people;
	}

	static Map<String, Object> of(Person person) {
		Map<String, Object> claims = new LinkedHashMap<>();
		claims.put("sub", person.id());
		claims.put("name", person.fullName());
		claims.put("preferred_username", person.name());
		claims.put("email", person.email());
		claims.put("email_verified", true);
		// Kept with the sign-in, and only plain collections can be read back.
		claims.put("groups", new ArrayList<>(new TreeSet<>(person.groups())));
		return claims;
	}

	@Override
	public void customize(JwtEncodingContext context) {
		String name = Objects.requireNonNull(context.<Authentication>getPrincipal()).getName();
		refuseLocked(name, OAuth2ErrorCodes.INVALID_GRANT);
		context.getClaims().claims((claims) -> claims.putAll(of(this.people.named(name))));
		if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
			context.getClaims().audience(new ArrayList<>(List.of(AUDIENCE)));
		}
	}

	OidcUserInfo userInfo(OidcUserInfoAuthenticationContext context) {
		String name = context.getAuthorization().getPrincipalName();
		refuseLocked(name, OAuth2ErrorCodes.INVALID_TOKEN);
		return new OidcUserInfo(of(this.people.named(name)));
	}

	private void refuseLocked(String name, String code) {
		if (this.people.isLocked(name)) {
			throw new OAuth2AuthenticationException(new OAuth2Error(code, name + " is locked.", null));
		}
	}

}
