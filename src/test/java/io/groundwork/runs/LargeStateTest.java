package io.groundwork.runs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.groundwork.Eventually;
import io.groundwork.Ports;
import io.groundwork.Proof;
import io.groundwork.digest.Sha256;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.state.DivergedState;
import io.groundwork.state.StateCredentials;
import io.groundwork.state.StateVersion;
import io.groundwork.state.States;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform with a large state, and at full size a portal whose heap could not hold
 * it.
 */
@Tag("proof")
class LargeStateTest {

	private static final Duration MOST = Duration.ofMinutes(7);

	private static final int LARGE = 100;

	/** The portal itself needs more than half of it. */
	private static final int HEAP = 160;

	private final House house = House.shared();

	private final Place place = this.house.place();

	private final States states = this.place.bean(States.class);

	@Test
	void aStateIsKeptSalvagedCheckedAndHandedOutWhateverItsSize() throws Exception {
		int megabytes = Proof.size("runs.state.megabytes", 2, LARGE);
		if (megabytes < LARGE) {
			passes(megabytes, this.house.portal().address());
			return;
		}
		int port = Ports.free();
		List<Long> others = this.place.bean(Workers.class).alive().stream().map(Workers.Shown::id).toList();
		QueueCare care = this.place.bean(QueueCare.class);
		others.forEach((worker) -> care.pauseWorker(worker, "platform-1", "a large state"));
		try (PortalChild small = this.house.startSmall(port, HEAP).awaitReady()) {
			passes(megabytes, URI.create("http://localhost:" + port));
			assertThat(small.alive()).isTrue();
		}
		finally {
			others.forEach((worker) -> care.resumeWorker(worker, "platform-1"));
		}
	}

	private void passes(int megabytes, URI portal) throws Exception {
		Environment environment = this.place.environment(EnvironmentKind.DEVELOPMENT);
		Path signs = Files.createTempDirectory(this.house.folder(), "signs");
		String configuration = this.place.configuration("""
				resource "terraform_data" "part" {
				  count = %d
				  input = join("", [for line in range(500) : format("%%0200d", line * count.index)])
				}
				resource "terraform_data" "last" {
				  depends_on = [terraform_data.part]
				  provisioner "local-exec" {
				    command = "touch %s/made; until [ -e %s/go ]; do sleep 0.1; done"
				  }
				}
				""".formatted(megabytes * 5, signs, signs));
		Run plan = ended(this.place.ask(Order.plan(environment, configuration, "engineer-1", "")));
		assertThat(plan.status()).as(plan.outcome()).isEqualTo(RunStatus.DONE);
		Run apply = applied(plan, signs);
		assertThat(apply.outcome()).contains("Failed to save state");
		StateVersion state = this.states.current(environment.id()).orElseThrow();
		assertThat(state.size()).isGreaterThan(megabytes * 1_000_000L);
		assertThat(this.states.diverged(environment.id())).as("sent too late, and salvaged")
			.isNotEmpty()
			.allMatch(DivergedState::settled);

		Run verified = ended(this.place.ask(Order.check(environment, RunKind.VERIFY, configuration, "engineer-1", "")));
		assertThat(verified.status()).as(verified.outcome()).isEqualTo(RunStatus.DONE);
		assertThat(verified.outcome()).startsWith("Verified");
		assertThat(handedOut(portal, environment, state)).isEqualTo(state.digest());
	}

	/**
	 * Its claim is over before Terraform has sent what it made.
	 */
	private Run applied(Run plan, Path signs) throws IOException {
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		long apply = this.place.carryOut(plan.number(), digest, "platform-1", "agreed");
		Eventually.that(MOST, Duration.ofMillis(50),
				() -> Files.exists(signs.resolve("made")) || this.place.run(apply).status().ended());
		this.place.bean(StateCredentials.class).close(this.place.run(apply).fence());
		Files.createFile(signs.resolve("go"));
		return ended(apply);
	}

	private String handedOut(URI portal, Environment environment, StateVersion state) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(
					portal.resolve("/api/v1/environments/%s/state/%d".formatted(environment.name(), state.serial())))
			.header("Authorization", "Bearer " + this.house.portal().issuer().accessToken("platform-1"))
			.build();
		HttpResponse<InputStream> answer = HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofInputStream());
		assertThat(answer.statusCode()).isEqualTo(200);
		try (InputStream content = answer.body()) {
			return Sha256.hex(content);
		}
	}

	private Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(50), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

}
