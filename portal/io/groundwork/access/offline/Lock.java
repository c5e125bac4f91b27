package io.groundwork.access.offline;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM under keys that are used once, and RSA-OAEP for such keys.
 */
final class Lock {

	private static final int NONCE = 12;

	private static final OAEPParameterSpec OAEP = new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256,
			PSource.PSpecified.DEFAULT);

	private Lock() {
	}

	static byte[] key(SecureRandom random) {
		byte[] key = new byte[32];
		random.nextBytes(key);
		return key;
	}

	/**
	 * @param key one that nothing else is closed with
	 * @param about what it is, which whoever opens it has to know
	 */
	static String close(byte[] key, byte[] content, String about) throws GeneralSecurityException {
		byte[] nonce = new byte[NONCE];
		new SecureRandom().nextBytes(nonce);
		byte[] closed = cipher(Cipher.ENCRYPT_MODE, key, nonce, about).doFinal(content);
		byte[] whole = Arrays.copyOf(nonce, NONCE + closed.length);
		System.arraycopy(closed, 0, whole, NONCE, closed.length);
		return Base64.getEncoder().encodeToString(whole);
	}

	static byte[] open(byte[] key, String closed, String about) throws GeneralSecurityException {
		byte[] whole;
		try {
			whole = Base64.getDecoder().decode(closed);
		}
		catch (IllegalArgumentException ex) {
			throw new GeneralSecurityException("It is cut or changed", ex);
		}
		if (whole.length <= NONCE) {
			throw new GeneralSecurityException("It is cut");
		}
		return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(whole, NONCE), about)
			.doFinal(Arrays.copyOfRange(whole, NONCE, whole.length));
	}

	private static Cipher cipher(int mode, byte[] key, byte[] nonce, String about) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
		cipher.updateAAD(about.getBytes(StandardCharsets.UTF_8));
		return cipher;
	}

	static byte[] wrap(PublicKey recipient, byte[] key) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
		cipher.init(Cipher.ENCRYPT_MODE, recipient, OAEP);
		return cipher.doFinal(key);
	}

	static byte[] unwrap(PrivateKey recipient, byte[] wrapped) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
		cipher.init(Cipher.DECRYPT_MODE, recipient, OAEP);
		return cipher.doFinal(wrapped);
	}

}
