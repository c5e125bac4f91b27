package io.groundwork.audit;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Arrays;

import io.groundwork.digest.Sha256;

/**
 * The keys by which segments may have been signed: the present one and those before it.
 */
final class PublicKeys {

	private final Map<String, PublicKey> keys = new HashMap<>();

	PublicKeys(List<byte[]> encoded) throws GeneralSecurityException {
		for (byte[] key : encoded) {
			this.keys.put(id(key), KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
		}
	}

	static PublicKeys parse(String pem) throws GeneralSecurityException {
		return new PublicKeys(Pem.blocks(pem, "PUBLIC KEY"));
	}

	/**
	 * A key is called by the beginning of its own hash.
	 */
	static String id(byte[] encoded) {
		return HexFormat.of().formatHex(Arrays.copyOf(Sha256.begin().digest(encoded), 8));
	}

	boolean isEmpty() {
		return this.keys.isEmpty();
	}

	/**
	 * Whether one of these keys signed the segment.
	 */
	boolean signed(Segment segment) {
		PublicKey key = this.keys.get(segment.key());
		if (key == null) {
			return false;
		}
		try {
			Signature signature = Signature.getInstance("Ed25519");
			signature.initVerify(key);
			signature.update(segment.signedBytes());
			return signature.verify(segment.signature());
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

}
