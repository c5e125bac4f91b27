package io.groundwork.plans;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.digest.Sha256;

/**
 * What people agree to: one digest over everything that goes into a plan.
 *
 * @param parts the digests or values of what goes into it, by name
 */
public record PlanDigest(Map<String, String> parts) {

	public PlanDigest {
		parts = Map.copyOf(parts);
	}

	/**
	 * Of a plan of Terraform's alone.
	 * @param planFile the SHA-256 of the saved plan
	 * @param configuration the digest of the configuration that it was made with
	 * @param lineage which state it was made with
	 * @param serial which version of that state
	 */
	public static PlanDigest of(String planFile, String configuration, String lineage, long serial) {
		return new PlanDigest(Map.of("plan", planFile, "configuration", configuration, "state.lineage", lineage,
				"state.serial", Long.toString(serial)));
	}

	/**
	 * With another part, which has no part in it yet by this name.
	 */
	public PlanDigest with(String name, String value) {
		Map<String, String> more = new TreeMap<>(this.parts);
		if (more.put(name, value) != null) {
			throw new IllegalArgumentException("There is a part %s already".formatted(name));
		}
		return new PlanDigest(more);
	}

	/**
	 * The digest in hex. Each name and value goes in with its length, in the order of the
	 * names.
	 */
	public String hex() {
		MessageDigest digest = Sha256.begin();
		digest.update("groundwork-plan-1\n".getBytes(StandardCharsets.UTF_8));
		new TreeMap<>(this.parts).forEach((name, value) -> {
			add(digest, name);
			add(digest, value);
		});
		return HexFormat.of().formatHex(digest.digest());
	}

	private static void add(MessageDigest digest, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
		digest.update(bytes);
	}

}
