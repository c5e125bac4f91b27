package io.groundwork.process;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page about settings says what the settings say.
 */
class ConfigurationReferenceTest {

	@BeforeAll
	static void writeIfAsked() throws IOException {
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(ConfigurationReference.FILE, ConfigurationReference.write());
		}
	}

	@Test
	void isUpToDate() throws IOException {
		assertThat(Files.readString(ConfigurationReference.FILE)).as("run `make docs`")
			.isEqualTo(ConfigurationReference.write());
	}

	@Test
	void explainsEverySetting() throws IOException {
		assertThat(ConfigurationReference.write()).doesNotContain("` |  |");
	}

}
