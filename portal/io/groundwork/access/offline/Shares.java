package io.groundwork.access.offline;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.groundwork.digest.Sha256;

/**
 * A secret in three parts, of which two are it and one says nothing: each byte is where a
 * straight line in the field of 256 elements crosses zero, and each part one point of it.
 */
final class Shares {

	private static final int PARTS = 3;

	/** What bytes are multiplied modulo, as in AES. */
	private static final int MODULUS = 0x11b;

	private static final Pattern SHARE = Pattern
		.compile("groundwork-share-([0-9a-f]{8})-([1-3])-([0-9a-f]{64})-([0-9a-f]{8})");

	private Shares() {
	}

	/**
	 * The three parts, as they are handed to three people.
	 * @param kit what they open
	 */
	static List<String> of(String kit, byte[] secret, SecureRandom random) {
		byte[] slopes = new byte[secret.length];
		random.nextBytes(slopes);
		List<String> all = new ArrayList<>();
		for (int part = 1; part <= PARTS; part++) {
			byte[] point = new byte[secret.length];
			for (int i = 0; i < secret.length; i++) {
				point[i] = (byte) (secret[i] ^ times(slopes[i] & 0xff, part));
			}
			all.add(written(kit, part, point));
			Arrays.fill(point, (byte) 0);
		}
		Arrays.fill(slopes, (byte) 0);
		return all;
	}

	/**
	 * The secret that two of them are.
	 * @throws UnusableException if they are not two of that kit
	 */
	static byte[] join(String kit, List<String> shares) {
		Map<Integer, byte[]> points = new HashMap<>();
		for (String share : shares) {
			Matcher read = SHARE.matcher(share.strip());
			if (!read.matches()) {
				throw new UnusableException("This is no share: it must be one line that begins with groundwork-share-");
			}
			if (!read.group(4).equals(check(read.group(1), read.group(2), read.group(3)))) {
				throw new UnusableException("Share %s was typed wrongly: its last eight signs do not fit the rest"
					.formatted(read.group(2)));
			}
			if (!read.group(1).equals(kit)) {
				throw new UnusableException("Share %s is of kit %s, and this key file is for kit %s"
					.formatted(read.group(2), read.group(1), kit));
			}
			points.put(Integer.parseInt(read.group(2)), HexFormat.of().parseHex(read.group(3)));
		}
		if (points.size() < 2) {
			throw new UnusableException("Two different shares are needed, of three that there are");
		}
		List<Integer> parts = points.keySet().stream().sorted().toList();
		int one = parts.get(0);
		int other = parts.get(1);
		byte[] first = Objects.requireNonNull(points.get(one));
		byte[] second = Objects.requireNonNull(points.get(other));
		int factor = inverse(one ^ other);
		byte[] secret = new byte[first.length];
		for (int i = 0; i < secret.length; i++) {
			secret[i] = (byte) (times(times(first[i] & 0xff, other), factor)
					^ times(times(second[i] & 0xff, one), factor));
		}
		return secret;
	}

	private static String written(String kit, int part, byte[] point) {
		String hex = HexFormat.of().formatHex(point);
		return "groundwork-share-%s-%d-%s-%s".formatted(kit, part, hex, check(kit, String.valueOf(part), hex));
	}

	private static String check(String kit, String part, String hex) {
		return Sha256.hex("%s-%s-%s".formatted(kit, part, hex).getBytes(StandardCharsets.US_ASCII)).substring(0, 8);
	}

	private static int times(int one, int other) {
		int product = 0;
		int shifted = one;
		for (int left = other; left != 0; left >>= 1) {
			if ((left & 1) != 0) {
				product ^= shifted;
			}
			shifted <<= 1;
			if ((shifted & 0x100) != 0) {
				shifted ^= MODULUS;
			}
		}
		return product;
	}

	/**
	 * The inverse is the 254th power.
	 */
	private static int inverse(int element) {
		int result = 1;
		for (int i = 0; i < 254; i++) {
			result = times(result, element);
		}
		return result;
	}

}
