package io.groundwork.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.Groundwork;
import io.groundwork.Portal;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A wrong setting stops the start with one sentence that names it.
 */
@ExtendWith(OutputCaptureExtension.class)
class WrongSettingTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					groundwork.database.url | mysql://db | The setting groundwork.database.url must be a JDBC address of a PostgreSQL, such as jdbc:postgresql://localhost:5432/groundwork, but is mysql://db.
					groundwork.database.connections | many | The setting groundwork.database.connections is many, which cannot be read as a whole number.
					groundwork.database.connections | 1 | The setting groundwork.database.connections must be greater than or equal to 4, but is 1.
					groundwork.database.password | '' | The setting groundwork.database.password is missing: it must not be blank.
					groundwork.identity.session-idle | soon | The setting groundwork.identity.session-idle is soon, which cannot be read as a length of time such as 30s, 5m or 8h.
					groundwork.identity.confirm-every | 6m | The setting groundwork.identity.confirm-every must be shorter than or equal to 5 minutes
					groundwork.web.adress | http://x | The setting groundwork.web.adress is not known; is it misspelt?
					groundwork.roles | boss | The setting groundwork.roles is boss, which cannot be read as one of web, worker.
					groundwork.storage.kind | tape | The setting groundwork.storage.kind is tape, which cannot be read as one of folder, s3.
					groundwork.audit.retention | 89d | The setting groundwork.audit.retention must be longer than or equal to 90 days
					groundwork.cloud.token | hush canary | The setting groundwork.cloud.token must be a token as Linode shows it, without spaces.
					groundwork.management.port | 99999 | The setting groundwork.management.port must be less than or equal to 65535, but is 99999.
					""")
	void stopsTheStartWithASentence(String key, String value, String sentence, CapturedOutput output,
			@TempDir Path folder) {
		Map<String, Object> settings = new LinkedHashMap<>(Portal.settings(folder));
		settings.put(key, value);
		assertThatException().isThrownBy(() -> start(SettingsAlone.class, settings));
		assertThat(output).contains(sentence).contains("APPLICATION FAILED TO START");
	}

	@ParameterizedTest
	@ValueSource(strings = { "groundwork.storage.keys", "groundwork.audit.signing-key" })
	void saysWhichKeyFileIsNotThere(String key, CapturedOutput output, @TempDir Path folder) {
		Map<String, Object> settings = new LinkedHashMap<>(Portal.settings(folder));
		settings.put(key, folder.resolve("gone"));
		assertThatException().isThrownBy(() -> start(Groundwork.class, settings));
		assertThat(output).contains(key).contains("gone").contains("APPLICATION FAILED TO START");
	}

	@Test
	void neverPrintsASecretThatIsWrong(CapturedOutput output, @TempDir Path folder) {
		Map<String, Object> settings = new LinkedHashMap<>(Portal.settings(folder));
		settings.put("groundwork.storage.kind", "s3");
		settings.put("groundwork.storage.s3.secret-key", "hush-hush-canary");
		settings.put("groundwork.storage.s3.attempts", "none");
		assertThatException().isThrownBy(() -> start(Groundwork.class, settings));
		assertThat(output).doesNotContain("hush-hush-canary");
	}

	@Test
	void saysThatTheDatabaseCannotBeReached(CapturedOutput output, @TempDir Path folder) {
		Map<String, Object> settings = new LinkedHashMap<>(Portal.settings(folder));
		settings.put("groundwork.database.url", "jdbc:postgresql://127.0.0.1:1/groundwork");
		assertThatException().isThrownBy(() -> start(Groundwork.class, settings));
		assertThat(output).contains("groundwork.database.url");
	}

	private static void start(Class<?> application, Map<String, Object> settings) {
		Map<String, Object> all = new LinkedHashMap<>(Postgres.shared().fresh().settings());
		all.putAll(settings);
		new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.run(all.entrySet()
				.stream()
				.map((entry) -> "--" + entry.getKey() + "=" + entry.getValue())
				.toArray(String[]::new))
			.close();
	}

	/**
	 * Nothing but the settings of all modules, which is where most goes wrong.
	 */
	@ConfigurationPropertiesScan("io.groundwork")
	@ImportAutoConfiguration(ValidationAutoConfiguration.class)
	static class SettingsAlone {

	}

}
