package io.groundwork.identity;

/**
 * The provider gave no usable answer; nothing is known about the person's groups now.
 */
class ProviderAwayException extends RuntimeException {

	ProviderAwayException(String issuer, Throwable cause) {
		super("The sign-in provider " + issuer + " cannot be reached: " + cause.getMessage(), cause);
	}

}
