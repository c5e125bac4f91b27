package io.groundwork.access.offline;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

import tools.jackson.databind.JsonNode;

/**
 * The private keys of a kit, for the moment for which they are needed.
 */
final class Opened {

	private final PrivateKey recipient;

	private final PrivateKey signer;

	private Opened(PrivateKey recipient, PrivateKey signer) {
		this.recipient = recipient;
		this.signer = signer;
	}

	static Opened of(JsonNode json) throws GeneralSecurityException {
		return new Opened(
				KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Kit.bytes(json, "recipient"))),
				KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(Kit.bytes(json, "signer"))));
	}

	PrivateKey recipient() {
		return this.recipient;
	}

	byte[] sign(byte[] content) {
		try {
			Signature sign = Signature.getInstance("Ed25519");
			sign.initSign(this.signer);
			sign.update(content);
			return sign.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has Ed25519", ex);
		}
	}

}
