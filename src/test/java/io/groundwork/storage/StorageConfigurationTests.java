package io.groundwork.storage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.groundwork.sandbox.S3Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class StorageConfigurationTests {

	private final Path folder;

	private final Path keys;

	StorageConfigurationTests(@TempDir Path folder) {
		this.folder = folder.resolve("objects");
		this.keys = folder.resolve("keys.json");
		KeyFile.create(this.keys);
	}

	@Test
	void aFolderNeedsNoSettingsOfS3() {
		runner().withPropertyValues("groundwork.storage.keys=" + this.keys, "groundwork.storage.folder=" + this.folder)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(Sealer.class);
				ObjectStore store = context.getBeanProvider(ObjectStore.class).getObject();
				assertThat(store).isInstanceOf(SealedStore.class);
				store.put("a", ObjectStoreContract.text("x"));
				assertThat(this.folder.resolve("objects/a")).exists();
			});
	}

	@Test
	void s3NeedsNoFolder() {
		runner().withPropertyValues("groundwork.storage.keys=" + this.keys)
			.withPropertyValues(S3Server.shared()
				.access()
				.settings()
				.entrySet()
				.stream()
				.map((setting) -> setting.getKey() + "=" + setting.getValue())
				.toArray(String[]::new))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ObjectStore store = context.getBeanProvider(ObjectStore.class).getObject();
				store.put("configured/a", ObjectStoreContract.text("x"));
				assertThat(Stores.s3(S3Server.shared().access()).exists("objects/configured/a")).isTrue();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			folder |                                              | groundwork.storage.folder
			s3     | endpoint=                                    | groundwork.storage.s3.endpoint
			s3     | endpoint=not an address                      | groundwork.storage.s3.endpoint
			s3     | endpoint=ftp://127.0.0.1                     | groundwork.storage.s3.endpoint
			s3     | bucket=                                      | groundwork.storage.s3.bucket
			s3     | bucket=Not_A_Bucket                          | groundwork.storage.s3.bucket
			s3     | access-key=                                  | groundwork.storage.s3.access-key
			s3     | secret-key=                                  | groundwork.storage.s3.secret-key
			s3     | region=                                      | groundwork.storage.s3.region
			s3     | timeout=10ms                                 | groundwork.storage.s3.timeout
			s3     | attempts=0                                   | groundwork.storage.s3.attempts
			tape   |                                              | groundwork.storage.kind
			""")
	void aWrongSettingStopsTheStartAndIsNamed(String kind, @Nullable String wrong, String named,
			CapturedOutput output) {
		Map<String, String> settings = new TreeMap<>(Map.of("endpoint", "http://127.0.0.1:1", "bucket", "bucket",
				"access-key", "id", "secret-key", "hidden"));
		if (wrong != null) {
			String[] setting = wrong.split("=", 2);
			settings.put(setting[0], setting[1]);
		}
		List<String> arguments = new ArrayList<>(
				List.of("--groundwork.storage.keys=" + this.keys, "--groundwork.storage.kind=" + kind));
		settings.forEach((name, value) -> arguments.add("--groundwork.storage.s3." + name + "=" + value));
		assertStartFails(arguments, output, named);
	}

	@Test
	void noKeyFileStopsTheStartWithASentence(CapturedOutput output) {
		assertStartFails(List.of("--groundwork.storage.folder=" + this.folder), output, "groundwork.storage.keys",
				"must name the file with the keys");
	}

	@Test
	void aKeyFileForEverybodyStopsTheStartWithASentence(CapturedOutput output) throws Exception {
		Files.setPosixFilePermissions(this.keys, PosixFilePermissions.fromString("rw-r--r--"));
		assertStartFails(
				List.of("--groundwork.storage.folder=" + this.folder, "--groundwork.storage.keys=" + this.keys), output,
				"groundwork.storage.keys: ", "is open to everybody on this machine; run chmod o= on it");
	}

	@Test
	void anUnreachableServerStopsTheStartWithASentence(CapturedOutput output) {
		assertStartFails(
				List.of("--groundwork.storage.keys=" + this.keys, "--groundwork.storage.kind=s3",
						"--groundwork.storage.s3.endpoint=http://127.0.0.1:1", "--groundwork.storage.s3.bucket=bucket",
						"--groundwork.storage.s3.access-key=id", "--groundwork.storage.s3.secret-key=hidden",
						"--groundwork.storage.s3.attempts=1"),
				output, "groundwork.storage.s3.endpoint: nothing that speaks S3 answers at http://127.0.0.1:1");
	}

	private static void assertStartFails(List<String> arguments, CapturedOutput output, String... said) {
		SpringApplication application = new SpringApplication(Storage.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.config.location", "optional:classpath:/none/"));
		assertThatException().isThrownBy(() -> application.run(arguments.toArray(String[]::new)).close());
		assertThat(output).contains("APPLICATION FAILED TO START").contains(said);
		assertThat(output).doesNotContain("hidden").doesNotContain("\tat ");
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withUserConfiguration(Storage.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(StorageSettings.class)
	@Import(StorageConfiguration.class)
	static class Storage {

		@Bean
		Clock clock() {
			return Clock.systemUTC();
		}

	}

}
