package io.groundwork.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyFileTests {

	private static final String KEY = "A".repeat(43) + "=";

	private static final Clock NOVEMBER = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

	private final Path file;

	KeyFileTests(@TempDir Path folder) {
		this.file = folder.resolve("keys.json");
	}

	@Test
	void aNewFileIsForItsOwnerOnlyAndReplacesNone() throws Exception {
		assertThat(KeyFile.create(this.file, NOVEMBER)).isEqualTo("2026-11");
		assertThat(Files.getPosixFilePermissions(this.file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		KeyRing before = KeyFile.read(this.file);
		assertThatExceptionOfType(StorageException.class).isThrownBy(() -> KeyFile.create(this.file))
			.withMessageContaining("is there already and was left as it is");
		assertThat(KeyFile.read(this.file)).isEqualTo(before);
	}

	@Test
	void anAddedKeyIsActiveAndTheOthersStay() throws Exception {
		KeyFile.create(this.file, NOVEMBER);
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-r-----"));
		KeyRing before = KeyFile.read(this.file);
		assertThat(KeyFile.addKey(this.file, NOVEMBER)).isEqualTo("2026-11-2");
		assertThat(KeyFile.addKey(this.file, NOVEMBER)).isEqualTo("2026-11-3");
		KeyRing after = KeyFile.read(this.file);
		assertThat(after.activeKey().id()).isEqualTo("2026-11-3");
		assertThat(after.find("2026-11")).isEqualTo(before.activeKey());
		assertThat(Files.getPosixFilePermissions(this.file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
	}

	@Test
	void aMissingFileIsRefusedWithTheCommandThatMakesOne() {
		assertThatExceptionOfType(InvalidStorageSettingException.class).isThrownBy(() -> KeyFile.read(this.file))
			.withMessageStartingWith("groundwork.storage.keys: there is no file at ")
			.withMessageContaining("new-key");
	}

	@ParameterizedTest
	@CsvSource({ "rw----r--", "rw-----w-", "rw------x" })
	void aFileOpenToEverybodyIsRefused(String permissions) throws Exception {
		KeyFile.create(this.file);
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString(permissions));
		assertThatExceptionOfType(InvalidStorageSettingException.class).isThrownBy(() -> KeyFile.read(this.file))
			.withMessageStartingWith("groundwork.storage.keys: ")
			.withMessageContaining("chmod o=");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			no JSON at all                                             | is not a key file
			[]                                                         | is not a key file
			null                                                       | it is empty
			{"active":"a","keys":[{"id":"a","key":"KEY"}]} and more    | is not a key file
			{"active":"a","keys":[{"id":"a","key":"***"}]}             | is not a key file
			{}                                                         | must name an active key
			{"active":"a","keys":[]}                                   | must name an active key
			{"active":"a","keys":[null]}                               | a key's id must be
			{"active":"a","keys":[{"key":"KEY"}]}                      | a key's id must be
			{"active":"a","keys":[{"id":"a b","key":"KEY"}]}           | a key's id must be
			{"active":"a","keys":[{"id":"a"}]}                         | must be 32 bytes in base64
			{"active":"a","keys":[{"id":"a","key":"AAAA"}]}            | must be 32 bytes in base64
			{"active":"b","keys":[{"id":"a","key":"KEY"}]}             | the active key is not among the keys
			{"active":"a","keys":[{"id":"a","key":"KEY"},{"id":"a","key":"KEY"}]} | is there twice
			""", quoteCharacter = '`')
	void whatIsNoKeyFileIsRefusedWithoutQuotingIt(String content, String reason) throws Exception {
		Files.writeString(this.file, content.replace("KEY", KEY));
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-------"));
		assertThatExceptionOfType(InvalidStorageSettingException.class).isThrownBy(() -> KeyFile.read(this.file))
			.withMessageStartingWith("groundwork.storage.keys: ")
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain(KEY))
			.withNoCause();
	}

}
