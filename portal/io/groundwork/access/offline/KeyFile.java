package io.groundwork.access.offline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How to get into every environment while the portal is away, sealed for a kit. It is
 * good as long as the credentials in it are, and until one of them is made anew.
 */
public final class KeyFile {

	static final String KIND = "groundwork break-glass key 1";

	private final JsonNode json;

	private final Kit kit;

	private KeyFile(JsonNode json, Kit kit) {
		this.json = json;
		this.kit = kit;
	}

	/**
	 * Seals doors for a kit.
	 */
	public static KeyFile seal(Kit kit, List<Way> doors, Instant now) {
		SecureRandom random = new SecureRandom();
		byte[] key = Lock.key(random);
		try {
			Instant goodUntil = doors.stream().map(Way::goodUntil).min(Comparator.naturalOrder()).orElse(now);
			ObjectNode json = JsonNodeFactory.instance.objectNode()
				.put("groundwork", KIND)
				.put("made", now.toString())
				.put("goodUntil", goodUntil.toString());
			doors.forEach((door) -> json.withArray("environments").add(door.environment()));
			json.set("kit", kit.json());
			json.put("key", Kit.encoded(Lock.wrap(kit.recipient(), key)));
			json.put("sealed",
					Lock.close(key, JsonMapper.shared().writeValueAsBytes(doors), about(kit, now.toString())));
			return new KeyFile(json, kit);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java has these", ex);
		}
		finally {
			Arrays.fill(key, (byte) 0);
		}
	}

	/**
	 * Reads a key file.
	 * @throws UnusableException if it is none
	 */
	static KeyFile read(Path file) {
		try {
			JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
			if (!json.path("groundwork").asString("").equals(KIND)) {
				throw new UnusableException("%s is no key file for break-glass".formatted(file));
			}
			return new KeyFile(json, Kit.of(json.path("kit")));
		}
		catch (IOException | JacksonException ex) {
			throw new UnusableException("There is no readable key file %s".formatted(file), ex);
		}
	}

	private static String about(Kit kit, String made) {
		return "%s %s %s".formatted(KIND, kit.id(), made);
	}

	Kit kit() {
		return this.kit;
	}

	/**
	 * Until when all that is in it is good, unless it was made anew meanwhile.
	 */
	public Instant goodUntil() {
		return Instant.parse(this.json.path("goodUntil").asString());
	}

	List<String> environments() {
		return this.json.path("environments").valueStream().map(JsonNode::asString).toList();
	}

	/**
	 * The way into an environment.
	 */
	Optional<Way> open(Opened opened, String environment) {
		byte[] key = new byte[0];
		try {
			key = Lock.unwrap(opened.recipient(), Kit.bytes(this.json, "key"));
			byte[] plain = Lock.open(key, this.json.path("sealed").asString(""),
					about(this.kit, this.json.path("made").asString("")));
			return Arrays.stream(JsonMapper.shared().readValue(plain, Way[].class))
				.filter((way) -> way.environment().equals(environment))
				.findFirst();
		}
		catch (GeneralSecurityException | JacksonException ex) {
			throw new UnusableException("This key file was cut or changed; take another copy of it", ex);
		}
		finally {
			Arrays.fill(key, (byte) 0);
		}
	}

	/**
	 * As it is written to a file.
	 */
	public String text() {
		return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this.json) + "\n";
	}

	/**
	 * How to get into one environment.
	 *
	 * @param environment its name
	 * @param namespace where it is in its cluster
	 * @param cluster Linode's number of that
	 * @param address where the cluster answers
	 * @param authority who signs for it, PEM
	 * @param token by which people are let in
	 * @param goodUntil until when that is good
	 */
	public record Way(String environment, String namespace, long cluster, String address, String authority,
			String token, Instant goodUntil) {

		@Override
		public String toString() {
			return "Way into " + this.environment;
		}

	}

}
