package io.groundwork.state;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Spring Security's view of {@link Claim}.
 */
class ClaimAuthentication extends AbstractAuthenticationToken {

	private final Claim claim;

	ClaimAuthentication(Claim claim) {
		super(AuthorityUtils.NO_AUTHORITIES);
		this.claim = claim;
		setAuthenticated(true);
	}

	@Override
	public Object getCredentials() {
		return "";
	}

	@Override
	public String getName() {
		return Claim.actor(this.claim.run());
	}

	@Override
	public Claim getPrincipal() {
		return this.claim;
	}

}
