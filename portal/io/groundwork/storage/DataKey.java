package io.groundwork.storage;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.util.SecretBytes;

/**
 * The key of one version of one object: AES-256-GCM in segments, each authenticated with
 * its place and whether it is the last.
 */
final class DataKey {

	static final int LENGTH = 32;

	private static final int SEGMENT = 64 * 1024;

	private static final int TAG = 16;

	/**
	 * Its own length, the salt and the nonce's prefix.
	 */
	private static final int STREAM_HEADER = 1 + LENGTH + 7;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final byte[] bytes;

	DataKey(byte[] bytes) {
		this.bytes = bytes;
	}

	static DataKey random() {
		byte[] bytes = new byte[LENGTH];
		RANDOM.nextBytes(bytes);
		return new DataKey(bytes);
	}

	byte[] bytes() {
		return this.bytes;
	}

	StreamingAead streaming() throws GeneralSecurityException {
		AesGcmHkdfStreamingParameters parameters = AesGcmHkdfStreamingParameters.builder()
			.setKeySizeBytes(LENGTH)
			.setDerivedAesGcmKeySizeBytes(LENGTH)
			.setHkdfHashType(AesGcmHkdfStreamingParameters.HashType.SHA256)
			.setCiphertextSegmentSizeBytes(SEGMENT)
			.build();
		return AesGcmHkdfStreaming.create(AesGcmHkdfStreamingKey.create(parameters,
				SecretBytes.copyFrom(this.bytes, InsecureSecretKeyAccess.get())));
	}

	/**
	 * How many bytes a sealed stream of that size has in the clear.
	 */
	static long plainSize(long sealed) {
		long segments = Math.max(1, Math.ceilDiv(sealed, SEGMENT));
		return Math.max(0, sealed - STREAM_HEADER - segments * TAG);
	}

}
