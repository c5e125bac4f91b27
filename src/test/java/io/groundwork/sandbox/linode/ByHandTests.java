package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.objects.S3Buckets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What somebody has who takes the Terraform and leaves the portal: the Makefile, and the
 * state in a bucket of the object storage.
 */
class ByHandTests {

	@TempDir
	private Path folder;

	@TempDir
	private Path work;

	private S3Buckets buckets;

	private LinodeApi api;

	private Caller cloud;

	private final Map<String, String> environment = new TreeMap<>();

	@BeforeEach
	void start() throws IOException {
		this.buckets = new S3Buckets(S3Server.program(), this.folder.resolve("objects"));
		Settings.Backends backends = new Settings.Backends(new NodesOnly(), new PaperDatabases(), this.buckets);
		this.api = LinodeApi.start(this.folder,
				Settings.quick().taking(Settings.Delays.of(Duration.ofMillis(50))).on(backends));
		this.cloud = new Caller(this.api);
		FileSystemUtils.copyRecursively(Path.of("terraform"), this.work);
		Path configuration = Files.writeString(this.work.resolve("terraform.rc"), """
				disable_checkpoint = true
				provider_installation {
				  filesystem_mirror {
				    path = "%s"
				  }
				}
				""".formatted(System.getProperty("groundwork.tools.provider")));
		this.environment.putAll(Map.of("LINODE_URL", this.cloud.address().toString(), "LINODE_TOKEN",
				this.cloud.token(), "TF_CLI_CONFIG_FILE", configuration.toString(), "TERRAFORM",
				System.getProperty("groundwork.tools.terraform"), "AWS_CA_BUNDLE",
				this.buckets.authority().file().toString(), "TF_CLI_ARGS", "-no-color"));
		// Whether plans are judged well is asked elsewhere.
		this.environment.put("CONFTEST", "cat >/dev/null; true");
	}

	@AfterEach
	void stop() throws IOException {
		// A folder with a link in it is nothing that JUnit likes to delete.
		FileSystemUtils.deleteRecursively(root().resolve(".terraform"));
		this.api.close();
	}

	@Test
	void anEnvironmentIsPlannedAppliedCheckedAndDestroyed() throws Exception {
		JsonNode key = stateBucket();
		Files.copy(root().resolve("examples/dedicated.json"), root().resolve("spec.auto.tfvars.json"));
		Files.writeString(root().resolve("here_override.tf.json"), """
				{"provider": {"linode": {"event_poll_ms": 50, "lke_node_ready_poll_ms": 50,
				"min_retry_delay_ms": 20, "max_retry_delay_ms": 200}}}
				""");

		assertThat(make("apply", "").said()).contains("There is no plan of development");
		must("plan");
		must("apply");
		assertThat(states(key)).containsExactly("development/terraform.tfstate");
		must("drift");
		JsonNode cluster = this.cloud.get("lke/clusters").json().path("data").path(0);
		this.cloud.put("lke/clusters/" + cluster.path("id").asLong(), "{'tags':['somebody']}");
		Result drift = make("drift", "");
		assertThat(drift.status()).isNotZero();
		assertThat(drift.said()).contains("linode_lke_cluster.this will be updated");

		Result kept = make("destroy", "development\n");
		assertThat(kept.status()).isNotZero();
		assertThat(kept.said()).contains("Instance cannot be destroyed");
		assertThat(make("destroy", "development\n", "DELETE_DATA=production").said())
			.contains("DELETE_DATA is production, and the environment is development.");
		assertThat(make("destroy", "no\n", "DELETE_DATA=development").status()).isNotZero();
		assertThat(this.cloud.get("lke/clusters").json().path("results").asInt()).isEqualTo(1);
		Result gone = make("destroy", "development\n", "DELETE_DATA=development");
		assertThat(gone.status()).as(gone.said()).isZero();
		for (String kind : List.of("lke/clusters", "networking/firewalls", "databases/instances", "linode/instances")) {
			assertThat(this.cloud.get(kind).json().path("results").asInt()).as(kind).isZero();
		}
		assertThat(this.cloud.get("object-storage/buckets").json().path("results").asInt()).isEqualTo(1);
		assertThat(this.work.resolve("modules/data-services/allow_deletion_override.tf")).doesNotExist();
	}

	private Path root() {
		return this.work.resolve("environments/development");
	}

	/**
	 * As the head of backend.hcl says, which then names the object storage of this
	 * machine.
	 */
	private JsonNode stateBucket() throws IOException {
		this.cloud.post("object-storage/buckets", "{'label':'infra-state','region':'fr-par'}");
		JsonNode key = this.cloud.post("object-storage/keys", """
				{'label':'infra-state','bucket_access':
				[{'bucket_name':'infra-state','region':'fr-par','permissions':'read_write'}]}
				""").json();
		this.environment.put("AWS_ACCESS_KEY_ID", key.path("access_key").asString());
		this.environment.put("AWS_SECRET_ACCESS_KEY", key.path("secret_key").asString());
		Path backend = this.work.resolve("backend.hcl");
		Files.writeString(backend, Files.readString(backend)
			.replaceFirst("s3 = \"https://[^\"]*\"", "s3 = \"https://%s\"".formatted(this.buckets.endpoint("fr-par"))));
		return key;
	}

	private List<String> states(JsonNode key) {
		try (S3Client s3 = ObjectClients.make(this.buckets.endpoint("fr-par"), "us-east-1",
				key.path("access_key").asString(), key.path("secret_key").asString(), this.buckets.authority())) {
			return s3.listObjectsV2((list) -> list.bucket("infra-state"))
				.contents()
				.stream()
				.map(S3Object::key)
				.toList();
		}
	}

	private void must(String target) throws Exception {
		Result result = make(target, "");
		assertThat(result.status()).as(result.said()).isZero();
	}

	private Result make(String target, String typed, String... more) throws Exception {
		List<String> command = new ArrayList<>(List.of("make", "--no-print-directory", target, "ENV=development"));
		command.addAll(List.of(more));
		Path said = this.work.resolve("said.txt");
		Path input = Files.writeString(this.work.resolve("typed.txt"), typed);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.work.toFile())
			.redirectErrorStream(true)
			.redirectInput(input.toFile())
			.redirectOutput(said.toFile());
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		if (!process.waitFor(4, TimeUnit.MINUTES)) {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
			throw new AssertionError("It did not end: " + Files.readString(said));
		}
		return new Result(process.exitValue(), Files.readString(said));
	}

	private record Result(int status, String said) {

	}

}
