package io.groundwork.sandbox;

/**
 * What can be wrong with a token that a portal must refuse.
 */
public enum Flaw {

	/** It ended an hour ago. */
	EXPIRED,

	/** It starts in an hour. */
	NOT_YET_VALID,

	/** It was made for another service. */
	OTHER_AUDIENCE,

	/** It says that somebody else made it. */
	OTHER_ISSUER,

	/** It is signed with a key that the provider does not have. */
	OTHER_KEY,

	/** Its header names the provider's key, its signature is by another. */
	FORGED_KEY_ID,

	/** Its algorithm is "none". */
	UNSIGNED,

	/** It is signed symmetrically, with the provider's public key as the secret. */
	PUBLIC_KEY_AS_SECRET,

	/** Its groups were changed after it was signed. */
	CHANGED_AFTERWARDS

}
