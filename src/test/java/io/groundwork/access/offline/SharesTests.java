package io.groundwork.access.offline;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Any two of three shares are the secret, and one is nothing.
 */
class SharesTests {

	private static final String KIT = "0a1b2c3d";

	private final SecureRandom random = new SecureRandom();

	@Test
	void anyTwoAreIt() {
		for (int round = 0; round < 40; round++) {
			byte[] secret = Lock.key(this.random);
			List<String> shares = Shares.of(KIT, secret, this.random);
			for (int one = 0; one < 3; one++) {
				for (int other = 0; other < 3; other++) {
					List<String> two = List.of(shares.get(one), shares.get(other) + "\n");
					if (one != other) {
						assertThat(Shares.join(KIT, two)).isEqualTo(secret);
					}
				}
			}
		}
	}

	/**
	 * Whatever the secret is, each byte of a share is any byte equally often: counted for
	 * one byte of each of two secrets.
	 */
	@Test
	void oneSaysNothing() {
		for (byte value : new byte[] { 0, (byte) 0xff }) {
			int[] seen = new int[256];
			for (int round = 0; round < 5_120; round++) {
				byte[] secret = new byte[32];
				secret[0] = value;
				seen[firstByte(Shares.of(KIT, secret, this.random).getFirst())]++;
			}
			for (int count : seen) {
				// Twenty each; ten standard deviations off never happens.
				assertThat(count).isLessThan(65);
			}
		}
	}

	private static int firstByte(String share) {
		return HexFormat.fromHexDigits(share.split("-")[4].substring(0, 2));
	}

	@Test
	void whatWasTypedWronglyIsSaid() {
		List<String> shares = Shares.of(KIT, Lock.key(this.random), this.random);
		String wrong = shares.get(0).replaceFirst("-[0-9a-f]{64}-", "-" + "0".repeat(64) + "-");
		assertThatThrownBy(() -> Shares.join(KIT, List.of(wrong, shares.get(1))))
			.hasMessageContaining("Share 1 was typed wrongly");
		assertThatThrownBy(() -> Shares.join("ffffffff", shares)).hasMessageContaining("is of kit 0a1b2c3d");
		assertThatThrownBy(() -> Shares.join(KIT, List.of("hello", "there"))).hasMessageContaining("This is no share");
		assertThatThrownBy(() -> Shares.join(KIT, List.of(shares.get(2), shares.get(2))))
			.hasMessageContaining("Two different shares");
	}

	@Test
	void sharesOfAnotherKitWithItsNameDoNotOpenIt() {
		Kit.Made one = Kit.make(this.random);
		List<String> forged = Shares.of(one.kit().id(), Lock.key(this.random), this.random);
		assertThatThrownBy(() -> one.kit().open(forged.subList(0, 2))).isInstanceOf(UnusableException.class)
			.hasMessageContaining("do not open this kit");
	}

}
