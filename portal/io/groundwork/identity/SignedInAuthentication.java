package io.groundwork.identity;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Spring Security's view of {@link SignedIn}.
 */
class SignedInAuthentication extends AbstractAuthenticationToken {

	private final SignedIn signedIn;

	SignedInAuthentication(SignedIn signedIn) {
		super(AuthorityUtils.createAuthorityList(signedIn.roles().stream().map(Role::authority).toList()));
		this.signedIn = signedIn;
		setAuthenticated(true);
	}

	@Override
	public Object getCredentials() {
		return "";
	}

	/**
	 * Never the short name, which two people of different providers may share.
	 */
	@Override
	public String getName() {
		return this.signedIn.handle();
	}

	@Override
	public SignedIn getPrincipal() {
		return this.signedIn;
	}

}
