package io.groundwork.access.offline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is made once, before it is needed: a key for whom key files are sealed, a key that
 * signs receipts, and both of them again, locked by a secret of which three people have a
 * share each. The file says nothing to whoever has no shares.
 */
public final class Kit {

	static final String KIND = "groundwork break-glass kit 1";

	private final JsonNode json;

	private final String id;

	private final PublicKey recipient;

	private final PublicKey signer;

	private Kit(JsonNode json) throws GeneralSecurityException {
		this.json = json;
		this.id = json.path("id").asString("");
		this.recipient = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(bytes(json, "recipient")));
		this.signer = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(bytes(json, "signer")));
	}

	/**
	 * Makes a kit and the three shares that go with it.
	 */
	static Made make(SecureRandom random) {
		try {
			KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
			rsa.initialize(3072, random);
			KeyPair recipient = rsa.generateKeyPair();
			KeyPair signer = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
			byte[] name = new byte[4];
			random.nextBytes(name);
			String id = HexFormat.of().formatHex(name);
			ObjectNode opened = JsonNodeFactory.instance.objectNode()
				.put("recipient", encoded(recipient.getPrivate().getEncoded()))
				.put("signer", encoded(signer.getPrivate().getEncoded()));
			byte[] secret = Lock.key(random);
			ObjectNode kit = JsonNodeFactory.instance.objectNode()
				.put("groundwork", KIND)
				.put("id", id)
				.put("recipient", encoded(recipient.getPublic().getEncoded()))
				.put("signer", encoded(signer.getPublic().getEncoded()))
				.put("locked", Lock.close(secret, opened.toString().getBytes(StandardCharsets.UTF_8), KIND + id));
			List<String> shares = Shares.of(id, secret, random);
			Arrays.fill(secret, (byte) 0);
			return new Made(new Kit(kit), shares);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has these", ex);
		}
	}

	/**
	 * Reads the file of a kit.
	 * @throws UnusableException if it is none
	 */
	public static Kit read(Path file) {
		try {
			return of(JsonMapper.shared().readTree(Files.readString(file)));
		}
		catch (IOException | JacksonException ex) {
			throw new UnusableException("There is no readable kit in %s".formatted(file), ex);
		}
	}

	static Kit of(JsonNode json) {
		if (!json.path("groundwork").asString("").equals(KIND)) {
			throw new UnusableException("This is no break-glass kit");
		}
		try {
			return new Kit(json);
		}
		catch (GeneralSecurityException | IllegalArgumentException ex) {
			throw new UnusableException("The keys of this kit cannot be read", ex);
		}
	}

	public String id() {
		return this.id;
	}

	/**
	 * Who can open what is sealed for it.
	 */
	PublicKey recipient() {
		return this.recipient;
	}

	JsonNode json() {
		return this.json;
	}

	/**
	 * Opens it with two shares.
	 */
	Opened open(List<String> shares) {
		byte[] secret = Shares.join(this.id, shares);
		try {
			return Opened.of(JsonMapper.shared()
				.readTree(Lock.open(secret, this.json.path("locked").asString(""), KIND + this.id)));
		}
		catch (GeneralSecurityException ex) {
			throw new UnusableException("These two shares do not open this kit", ex);
		}
		finally {
			Arrays.fill(secret, (byte) 0);
		}
	}

	/**
	 * Whether whoever opened this kit signed that.
	 */
	boolean signed(byte[] content, byte[] signature) {
		try {
			Signature check = Signature.getInstance("Ed25519");
			check.initVerify(this.signer);
			check.update(content);
			return check.verify(signature);
		}
		catch (GeneralSecurityException ex) {
			return false;
		}
	}

	static String encoded(byte[] bytes) {
		return Base64.getEncoder().encodeToString(bytes);
	}

	static byte[] bytes(JsonNode json, String field) {
		return Base64.getDecoder().decode(json.path(field).asString(""));
	}

	/**
	 * A new kit, and the shares that are to be handed to three people and kept nowhere.
	 */
	record Made(Kit kit, List<String> shares) {

		@Override
		public String toString() {
			return "Kit " + this.kit.id();
		}

	}

}
