package io.groundwork.access.offline;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was done while the portal was away, signed by whoever opened the kit.
 *
 * @param kit by which kit
 * @param name who says to have done it
 * @param environment where
 * @param cluster Linode's number of the cluster
 * @param namespace in which namespace
 * @param account as whom in the cluster
 * @param secret what the token is bound to
 * @param incident what for
 * @param reason why
 * @param beganAt from when on
 * @param endsAt until when the token is good
 */
public record Receipt(String kit, String name, String environment, long cluster, String namespace, String account,
		String secret, String incident, String reason, Instant beganAt, Instant endsAt) {

	private static final String KIND = "groundwork-receipt-1";

	/**
	 * In one line, with its signature.
	 */
	String signed(Opened opened) {
		String content = Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(JsonMapper.shared().writeValueAsBytes(this));
		String body = KIND + "." + content;
		return body + "."
				+ Base64.getUrlEncoder()
					.withoutPadding()
					.encodeToString(opened.sign(body.getBytes(StandardCharsets.US_ASCII)));
	}

	/**
	 * Reads one that was signed by a kit.
	 * @throws UnusableException if it was not
	 */
	public static Receipt read(Kit kit, String text) {
		String[] parts = text.replaceAll("\\s", "").split("\\.");
		if (parts.length != 3 || !parts[0].equals(KIND)) {
			throw new UnusableException("This is no receipt: it must be the whole line that begins with " + KIND);
		}
		try {
			byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
			if (!kit.signed((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII), signature)) {
				throw new UnusableException(
						"Kit %s did not sign this: the receipt was changed, or is of another kit".formatted(kit.id()));
			}
			return JsonMapper.shared().readValue(Base64.getUrlDecoder().decode(parts[1]), Receipt.class);
		}
		catch (IllegalArgumentException | JacksonException ex) {
			throw new UnusableException("This receipt was cut or changed", ex);
		}
	}

}
