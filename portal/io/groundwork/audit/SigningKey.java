package io.groundwork.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Set;

/**
 * The key that signs the audit record's segments. Its file is kept outside the database:
 * a private key, its public key, and the public keys that it replaced.
 */
public final class SigningKey {

	private static final String ALGORITHM = "Ed25519";

	private final String id;

	private final PrivateKey key;

	private final PublicKeys publicKeys;

	private SigningKey(PrivateKey key, List<byte[]> publicKeys) throws GeneralSecurityException {
		this.id = PublicKeys.id(publicKeys.getFirst());
		this.key = key;
		this.publicKeys = new PublicKeys(publicKeys);
	}

	/**
	 * Makes a new key in that file, for its owner's eyes only, and beside it a file with
	 * the public key that ends in {@code .pub}.
	 * @throws FileAlreadyExistsException if there is a file already; keys are never
	 * overwritten
	 */
	public static SigningKey create(Path file) throws IOException {
		try {
			KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
			byte[] publicKey = pair.getPublic().getEncoded();
			String publicPem = Pem.block("PUBLIC KEY", publicKey);
			write(file, Pem.block("PRIVATE KEY", pair.getPrivate().getEncoded()) + publicPem, "rw-------");
			Path beside = file.resolveSibling(file.getFileName() + ".pub");
			Files.deleteIfExists(beside);
			write(beside, publicPem, "rw-r--r--");
			return new SigningKey(pair.getPrivate(), List.of(publicKey));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has Ed25519", ex);
		}
	}

	/**
	 * Reads the key of that file.
	 * @throws InvalidSigningKeyException if it cannot be used, and why
	 */
	static SigningKey read(Path file) {
		String text;
		try {
			if (readableByAll(file)) {
				throw new InvalidSigningKeyException("%s can be read by everybody".formatted(file),
						"Take that right away: chmod 600 " + file);
			}
			text = Files.readString(file, StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new InvalidSigningKeyException("there is no readable file %s".formatted(file),
					"Name an existing key file, or create one.");
		}
		try {
			List<byte[]> privateKeys = Pem.blocks(text, "PRIVATE KEY");
			List<byte[]> publicKeys = Pem.blocks(text, "PUBLIC KEY");
			if (privateKeys.size() == 1 && !publicKeys.isEmpty()) {
				SigningKey key = new SigningKey(KeyFactory.getInstance(ALGORITHM)
					.generatePrivate(new PKCS8EncodedKeySpec(privateKeys.getFirst())), publicKeys);
				if (key.signsFor()) {
					return key;
				}
			}
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			// Said below, without what the file holds.
		}
		throw new InvalidSigningKeyException(
				"%s does not hold one Ed25519 private key and then its public key".formatted(file),
				"Put both into it, in that order and as PEM, or create a new file.");
	}

	String id() {
		return this.id;
	}

	/**
	 * All keys by which a segment may have been signed.
	 */
	PublicKeys publicKeys() {
		return this.publicKeys;
	}

	byte[] sign(byte[] bytes) {
		try {
			Signature signature = Signature.getInstance(ALGORITHM);
			signature.initSign(this.key);
			signature.update(bytes);
			return signature.sign();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("The signing key %s does not sign".formatted(this.id), ex);
		}
	}

	/**
	 * Whether the first public key is the private key's.
	 */
	private boolean signsFor() {
		Segment probe = Segment.signed(1, 1, 1, Line.GENESIS, Line.GENESIS, java.time.Instant.EPOCH, this);
		return this.publicKeys.signed(probe);
	}

	private static boolean readableByAll(Path file) throws IOException {
		return file.getFileSystem().supportedFileAttributeViews().contains("posix")
				&& Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
	}

	private static void write(Path file, String text, String permissions) throws IOException {
		FileAttribute<?>[] attributes = file.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
		try (var channel = Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
				attributes)) {
			var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
		}
	}

}
