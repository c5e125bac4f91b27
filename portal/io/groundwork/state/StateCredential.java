package io.groundwork.state;

/**
 * What a claim shows at the state's door: Terraform's {@code TF_HTTP_USERNAME} and
 * {@code TF_HTTP_PASSWORD}. It is known here and now and never again.
 *
 * @param username says which run and which claim
 * @param password the secret
 */
public record StateCredential(String username, String password) {

	/**
	 * Without the secret: this may end up in a log.
	 */
	@Override
	public String toString() {
		return this.username;
	}

}
