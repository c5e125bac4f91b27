package io.groundwork.storage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SealerTests {

	private static final byte[] TOKEN = "a refresh token".getBytes(StandardCharsets.UTF_8);

	private final Path keys;

	private final Sealer sealer;

	SealerTests(@TempDir Path folder) {
		this.keys = folder.resolve("keys.json");
		KeyFile.create(this.keys);
		this.sealer = new Sealer(new KeyEncryption(this.keys));
	}

	@Test
	void whatWasSealedOpensInItsContextOnly() {
		byte[] sealed = this.sealer.seal(TOKEN, "person/1/refresh");
		assertThat(this.sealer.open(sealed, "person/1/refresh")).isEqualTo(TOKEN);
		assertThatExceptionOfType(BrokenSealException.class)
			.isThrownBy(() -> this.sealer.open(sealed, "person/2/refresh"))
			.withMessageContaining("person/2/refresh")
			.withMessageContaining("belongs to something else");
	}

	@Test
	void theSameValueNeverLooksTheSame() {
		assertThat(this.sealer.seal(TOKEN, "x")).isNotEqualTo(this.sealer.seal(TOKEN, "x"));
	}

	@Test
	void everyFlippedBitAndEveryCutIsRefused() {
		byte[] sealed = this.sealer.seal(TOKEN, "x");
		for (int bit = 0; bit < sealed.length * 8; bit++) {
			byte[] changed = sealed.clone();
			changed[bit / 8] ^= (byte) (1 << (bit % 8));
			assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.sealer.open(changed, "x"));
		}
		for (int length = 0; length < sealed.length; length++) {
			byte[] cut = Arrays.copyOf(sealed, length);
			assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> this.sealer.open(cut, "x"));
		}
	}

	@Test
	void anOlderKeyStillOpensAndItsValuesAreStale() {
		byte[] old = this.sealer.seal(TOKEN, "x");
		assertThat(this.sealer.isStale(old)).isFalse();
		KeyFile.addKey(this.keys);
		Sealer restarted = new Sealer(new KeyEncryption(this.keys));
		assertThat(restarted.open(old, "x")).isEqualTo(TOKEN);
		assertThat(restarted.isStale(old)).isTrue();
		assertThat(restarted.isStale(restarted.seal(TOKEN, "x"))).isFalse();
	}

	@Test
	void aKeyThatAnotherProcessBeganToUseIsFoundWithoutRestart() {
		KeyFile.addKey(this.keys);
		byte[] theirs = new Sealer(new KeyEncryption(this.keys)).seal(TOKEN, "x");
		assertThat(this.sealer.open(theirs, "x")).isEqualTo(TOKEN);
	}

	@Test
	void anUnknownKeyIsNamed() throws Exception {
		byte[] sealed = this.sealer.seal(TOKEN, "x");
		Files.delete(this.keys);
		Files.writeString(this.keys, """
				{"active":"other","keys":[{"id":"other","key":"%s"}]}""".formatted("A".repeat(43) + "="));
		Files.setPosixFilePermissions(this.keys, PosixFilePermissions.fromString("rw-------"));
		Sealer restarted = new Sealer(new KeyEncryption(this.keys));
		assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> restarted.open(sealed, "x"))
			.withMessageContaining("sealed with the key 20")
			.withMessageContaining("put that key back");
	}

}
