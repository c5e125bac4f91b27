package io.groundwork.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.digest.Sha256;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform keeps its state here.
 */
class StateTerraformTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String ONE = "resource \"terraform_data\" \"one\" { input = 1 }";

	/**
	 * Is in the middle of making something until there is a file named go.
	 */
	private static final String WAITS = """
			resource "terraform_data" "one" { input = 1 }
			resource "terraform_data" "two" {
			  depends_on = [terraform_data.one]
			  provisioner "local-exec" { command = "touch making; while [ -d $PWD ] && [ ! -e go ]; do sleep 0.05; done" }
			}
			""";

	@TempDir
	@SuppressWarnings("NullAway.Init") // JUnit sets it.
	private Path folder;

	private final Site site = Site.fresh(Portal.shared());

	private final Writer writer = this.site.claim();

	@Test
	void ofTwoWritersTheSecondIsToldWhoTheFirstIs() throws IOException {
		Terraform first = terraform("first", this.writer).with(WAITS);
		Terraform.Running going = first.start("apply", "-auto-approve");
		isMaking(first);
		Terraform.Result second = terraform("second", this.writer).with(ONE).run("apply", "-auto-approve");
		assertThat(second.status()).isNotZero();
		assertThat(second.flat()).contains("already locked",
				"Run %d has held the lock since".formatted(this.writer.run()));
		Files.createFile(first.folder().resolve("go"));
		assertThat(going.await().status()).isZero();
		assertThat(this.site.states().lock(this.site.id())).isEmpty();
		assertThat(current().resources()).isEqualTo(2);
		first.must("plan", "-detailed-exitcode");
	}

	@Test
	void aStaleLockIsReleasedForTheNextClaim() {
		Terraform first = terraform("first", this.writer).with(WAITS);
		Terraform.Running going = first.start("apply", "-auto-approve");
		isMaking(first);
		going.kill();
		Writer next = this.site.claim();
		Terraform second = terraform("second", next).with(ONE);
		assertThat(second.run("apply", "-auto-approve").flat())
			.contains("Run %d has held the lock since".formatted(this.writer.run()));
		assertThat(this.site.states().release(this.site.id(), this.writer.fence())).isTrue();
		second.must("apply", "-auto-approve");
	}

	@Test
	void whatAClaimWritesTooLateStopsItAndIsSalvaged() throws IOException {
		Terraform late = terraform("late", this.writer).with(WAITS);
		Terraform.Running going = late.start("apply", "-auto-approve");
		isMaking(late);
		Writer next = this.site.claim();
		Files.createFile(late.folder().resolve("go"));
		Terraform.Result result = going.await();
		assertThat(result.status()).isNotZero();
		assertThat(result.flat()).contains("Failed to save state", "HTTP error: 409");
		assertThat(this.site.states().diverged(this.site.id())).extracting(DivergedState::settled)
			.isNotEmpty()
			.doesNotContain(true);
		this.site.states().release(this.site.id(), this.writer.fence());
		Salvaged salvaged = this.site.states()
			.salvage(this.site.id(), this.writer.run(), this.writer.fence(), late.folder().resolve("errored.tfstate"));
		assertThat(salvaged).isInstanceOf(Salvaged.Taken.class);
		assertThat(this.site.states().diverged(this.site.id()).getLast().settleReason())
			.startsWith("It became the current version");
		assertThat(terraform("next", next).with(WAITS).must("plan", "-detailed-exitcode").said())
			.contains("No changes");
	}

	@Test
	void aStateOfTwoMegabytesIsNothingSpecial() {
		Terraform terraform = terraform("large", this.writer).with("""
				resource "terraform_data" "one" {
				  input = join("", [for number in range(1000) : format("%01200d", number)])
				}
				""");
		terraform.must("apply", "-auto-approve");
		assertThat(current().size()).isGreaterThan(2_000_000);
		terraform.must("plan", "-detailed-exitcode");
		terraform.must("destroy", "-auto-approve");
		assertThat(current().resources()).isZero();
	}

	@Test
	@Tag("proof")
	void ofThirtyFiveAppliesThirtyVersionsAreLeftAndEachIsWhatWasWritten() throws IOException {
		int applies = Proof.size("state.versions", 2, 35);
		Terraform terraform = terraform("often", this.writer);
		for (int number = 1; number <= applies; number++) {
			terraform.with("resource \"terraform_data\" \"one\" { input = %d }".formatted(number))
				.must("apply", "-auto-approve");
		}
		// A sample is filled up without Terraform.
		for (StateVersion last = current(); versions().size() < 30 || last.serial() < 35; last = current()) {
			assertThat(this.writer.post(Writer.state(last.lineage(), last.serial() + 1, "filled-up")).statusCode())
				.isEqualTo(200);
		}
		assertThat(versions()).hasSize(30);
		for (StateVersion version : versions()) {
			try (var content = this.site.states().open(this.site.id(), version.serial())) {
				assertThat(HexFormat.of().formatHex(Sha256.begin().digest(content.readAllBytes())))
					.isEqualTo(version.digest());
			}
		}
	}

	private List<StateVersion> versions() {
		return this.site.states().versions(this.site.id(), Long.MAX_VALUE, 100);
	}

	private StateVersion current() {
		return this.site.states().current(this.site.id()).orElseThrow();
	}

	private Terraform terraform(String name, Writer writer) {
		return new Terraform(this.folder.resolve(name), writer);
	}

	private static void isMaking(Terraform terraform) {
		Eventually.that(SOON, () -> Files.exists(terraform.folder().resolve("making")));
	}

}
