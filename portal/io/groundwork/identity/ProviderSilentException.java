package io.groundwork.identity;

/**
 * The provider has been away for longer than the last known groups may count.
 */
class ProviderSilentException extends RuntimeException {

	ProviderSilentException() {
		super("The sign-in provider has not answered for too long, so nobody's roles can be confirmed");
	}

}
