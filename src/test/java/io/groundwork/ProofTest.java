package io.groundwork;

import java.nio.file.Files;
import java.nio.file.Path;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * {@code make verify} runs what is tagged, so a proof without a tag would never be shown.
 */
class ProofTest {

	@Test
	void everyTestThatAsksForASizeIsTagged() {
		JavaClasses tests = new ClassFileImporter().withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
			.importPackages("io.groundwork");
		var asking = tests.get(Proof.class).getMethod("size", String.class, int.class, int.class).getCallsOfSelf();
		assertThat(asking).isNotEmpty()
			.allMatch((call) -> isProof(call.getOrigin()) || isProof(call.getOriginOwner()),
					"comes from what is tagged as a proof");
	}

	private static boolean isProof(CanBeAnnotated tagged) {
		return tagged.isAnnotatedWith(
				DescribedPredicate.describe("proof", (annotation) -> annotation.getRawType().isEquivalentTo(Tag.class)
						&& annotation.get("value").filter("proof"::equals).isPresent()));
	}

	@Test
	void theReportHasAnEntryForEachProofAndCountsItsCases(@TempDir Path folder) throws Exception {
		JsonNode report = report(folder, Proofs.class);
		assertThat(report).extracting((entry) -> entry.path("name").asString())
			.containsExactly("ProofTest$Proofs", "test.bad", "test.good");
		assertThat(entry(report, 0)).isEqualTo("1 1 0");
		assertThat(entry(report, 1)).isEqualTo("500 0 1");
		assertThat(entry(report, 2)).isEqualTo("50 50 0");
		assertThat(report.get(2).path("seconds").isNumber()).isTrue();
		assertThat(Files.readString(folder.resolve("verify.txt"))).contains("test.bad").contains("500");
	}

	private static String entry(JsonNode report, int number) {
		JsonNode entry = report.get(number);
		return "%d %d %d".formatted(entry.path("size").asInt(), entry.path("passed").asInt(),
				entry.path("failed").asInt());
	}

	@Test
	void aSizeThatAClassAsksForIsCountedOnce(@TempDir Path folder) throws Exception {
		JsonNode report = report(folder, ProofOfClass.class);
		assertThat(report).hasSize(1);
		assertThat(report.get(0).path("name").asString()).isEqualTo("test.rows");
		assertThat(entry(report, 0)).isEqualTo("70 70 0");
	}

	private static JsonNode report(Path folder, Class<?> proofs) throws Exception {
		try (var session = LauncherFactory
			.openSession(LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build())) {
			session.getLauncher()
				.execute(LauncherDiscoveryRequestBuilder.request()
					.selectors(DiscoverySelectors.selectClass(proofs))
					.build(), new ProofReport(folder, true));
		}
		return JsonMapper.shared().readTree(Files.readString(folder.resolve("verify.json")));
	}

	/**
	 * Not found by itself, as nothing here ends in Test.
	 */
	@Tag("proof")
	static class Proofs {

		@Test
		void good() {
			assertThat(Proof.size("test.good", 20, 20)).isEqualTo(20);
		}

		@Test
		void goodToo() {
			assertThat(Proof.size("test.good", 30, 30)).isEqualTo(30);
		}

		@Test
		void bad() {
			fail("at case %d".formatted(Proof.size("test.bad", 500, 500)));
		}

		@Test
		void withoutASize() {
			assertThat(folderOf("a/b")).isEqualTo("a");
		}

		private static String folderOf(String path) {
			return path.substring(0, path.indexOf('/'));
		}

	}

	@Tag("proof")
	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	static class ProofOfClass {

		private final int rows = Proof.size("test.rows", 70, 70);

		@Test
		void one() {
			assertThat(this.rows).isEqualTo(70);
		}

		@Test
		void another() {
			assertThat(this.rows).isPositive();
		}

	}

}
