package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.groundwork.Eventually;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform stopped, abandoned and killed in the middle of making a cluster in a
 * simulated cloud.
 */
class TerraformLifeTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final String CONFIGURATION = """
			terraform {
			  required_providers {
			    linode = {
			      source  = "registry.terraform.io/linode/linode"
			      version = "3.13.0"
			    }
			  }
			}

			provider "linode" {
			  event_poll_ms          = 50
			  lke_node_ready_poll_ms = 50
			}

			resource "linode_vpc" "net" {
			  label  = "net"
			  region = "fr-par"
			}

			resource "linode_lke_cluster" "shared" {
			  label       = "shared"
			  region      = "fr-par"
			  k8s_version = "1.35"
			  depends_on  = [linode_vpc.net]

			  pool {
			    type  = "g6-standard-2"
			    count = 1
			  }
			}

			resource "linode_domain" "last" {
			  type       = "master"
			  domain     = "last.example"
			  soa_email  = "hostmaster@last.example"
			  depends_on = [linode_lke_cluster.shared]
			}
			""";

	private final Path folder;

	private final LinodeApi api;

	private final Workplace work;

	private final Map<String, String> cloud;

	private final Path plan;

	TerraformLifeTests(@TempDir Path folder, @TempDir Path apiFolder) {
		this.folder = folder;
		// Long enough that there is a middle, as the test goes on once it has been seen.
		this.api = LinodeApi.start(apiFolder, Settings.quick().taking(Settings.Delays.of(Duration.ofSeconds(2))));
		this.work = new Workplace(folder);
		this.cloud = Map.of("LINODE_URL", this.api.address().toString(), "LINODE_TOKEN", this.api.token("terraform"),
				"LINODE_API_VERSION", "v4beta");
		this.plan = folder.resolve("plan");
	}

	@BeforeEach
	void plan() {
		this.work.write("main.tf", CONFIGURATION);
		this.work.run(new TerraformCommand.Init());
		this.work.run(new TerraformCommand.Plan(this.plan, TerraformCommand.Aim.CHANGE), this.cloud);
	}

	@AfterEach
	void close() {
		this.work.close();
		this.api.close();
	}

	@Test
	void aStopInTheMiddleLosesNothing() throws Exception {
		Execution apply = apply();
		clusterIsBeingMade(apply);
		apply.stop();
		assertThat(apply.await(LIMIT)).contains(new Ending(OptionalInt.of(1), true));
		nothingIsLost(apply);
	}

	@Test
	void aWorkerThatIsKilledLosesNothingAndAnotherHearsAllOfIt() throws Exception {
		Path into = this.folder.resolve("apply");
		Process worker = DyingWorker.start(this.folder, this.plan, into, this.cloud);
		Execution attached;
		try {
			Eventually.that(LIMIT, () -> Files.exists(into));
			attached = this.work.terraform().attach(into);
			clusterIsBeingMade(attached);
		}
		finally {
			worker.destroyForcibly().waitFor();
		}
		List<String> lines = new ArrayList<>();
		attached.follow(0, (text, next) -> lines.add(text));
		assertThat(attached.await(LIMIT)).contains(new Ending(OptionalInt.of(1), true));
		assertThat(lines).isEqualTo(Files.readAllLines(attached.output()));
		assertThat(lines.stream().map(Message::of)).allMatch((message) -> !(message instanceof Message.Plain));
		nothingIsLost(attached);
	}

	@Test
	void aKillEndsTheProviderTooAndTheOutputSaysHowFarItWas() throws Exception {
		Execution apply = apply();
		clusterIsBeingMade(apply);
		Processes processes = Processes.read(apply.folder().resolve("processes")).orElseThrow();
		List<ProcessHandle> providers = ProcessHandle.of(processes.program().number())
			.orElseThrow()
			.descendants()
			.toList();
		assertThat(providers).isNotEmpty();
		apply.kill();
		assertThat(apply.await(LIMIT)).contains(new Ending(OptionalInt.empty(), false));
		Eventually.that(LIMIT, () -> providers.stream().noneMatch(ProcessHandle::isAlive));
	}

	@Test
	void whatIsNotStoppedGetsThereAndSaysSo() throws Exception {
		this.work.write("main.tf", CONFIGURATION.replaceFirst("(?s)resource \"linode_lke_cluster\".*?\n}\n", "")
			.replace("linode_lke_cluster.shared", "linode_vpc.net"));
		this.work.run(new TerraformCommand.Plan(this.plan, TerraformCommand.Aim.CHANGE), this.cloud);
		Execution apply = apply();
		List<Message> messages = new ArrayList<>();
		apply.follow(0, (text, next) -> messages.add(Message.of(text)));
		assertThat(apply.await()).isEqualTo(new Ending(OptionalInt.of(0), false));
		assertThat(messages).filteredOn(Message.ResourceWork.class::isInstance)
			.extracting((message) -> (Message.ResourceWork) message)
			.filteredOn((work) -> work.phase() == Message.Phase.COMPLETE)
			.extracting((work) -> work.address().orElseThrow())
			.containsExactly("linode_vpc.net", "linode_domain.last");
		assertThat(messages).noneMatch(Message.Unknown.class::isInstance);
		assertThat(messages).filteredOn(Message.ChangeSummary.class::isInstance)
			.last()
			.extracting((message) -> ((Message.ChangeSummary) message).add())
			.isEqualTo(2);
		assertThat(state()).containsExactlyInAnyOrder("linode_vpc.net", "linode_domain.last");
	}

	private Execution apply() {
		return this.work.terraform()
			.start(this.work.program(), new TerraformCommand.Apply(this.plan),
					this.work.surroundings().with(this.cloud), this.work.next());
	}

	/**
	 * The provider knows that it is: it asks how far it is. One that is stopped before it
	 * has heard the answer to its wish never knows what it made.
	 */
	private void clusterIsBeingMade(Execution apply) {
		Eventually.that(LIMIT,
				() -> get("admin/requests").valueStream()
					.anyMatch((request) -> request.path("method").asString().equals("GET")
							&& request.path("path").asString().matches(".*/lke/clusters/\\d+.*")));
		assertThat(count("lke/clusters")).isEqualTo(1);
		assertThat(apply.ending()).isEmpty();
	}

	/**
	 * All that is in the cloud is in the state, and what had not begun was not begun.
	 */
	private void nothingIsLost(Execution apply) {
		assertThat(apply.output()).content().contains("Interrupt received").doesNotContain("Two interrupts");
		assertThat(state()).containsExactlyInAnyOrder("linode_vpc.net", "linode_lke_cluster.shared");
		assertThat(count("lke/clusters")).isEqualTo(1);
		assertThat(count("vpcs")).isEqualTo(1);
		assertThat(count("domains")).isZero();
	}

	private List<String> state() {
		try {
			return Files.readAllLines(this.work.run(new TerraformCommand.StateList()).output());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int count(String what) {
		return get("v4beta/" + what).path("results").asInt(-1);
	}

	private JsonNode get(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("%s/%s".formatted(this.api.address(), path)))
			.header("Authorization", "Bearer " + this.cloud.get("LINODE_TOKEN"))
			.build();
		try (HttpClient client = HttpClient.newHttpClient()) {
			return new JsonMapper().readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
