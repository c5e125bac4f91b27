package io.groundwork.access;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.groundwork.Eventually;
import io.groundwork.Groundwork;
import io.groundwork.Portal;
import io.groundwork.Ports;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.sandbox.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The worst day: portal, database and identity provider are away, and somebody has to get
 * into a real cluster, with the jar's own command in a process of its own.
 */
class OfflineTest {

	private static final Duration MOST = Duration.ofMinutes(2);

	@TempDir
	private Path folder;

	@Test
	void somebodyGetsInWithNothingThereAndTheReceiptIsBroughtInLater() throws Exception {
		Path kit = this.folder.resolve("kit");
		assertThat(run("new-break-glass-kit", kit.toString()).code()).isZero();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kit.resolve("share-1.txt"))))
			.isEqualTo("rw-------");
		Path data = this.folder.resolve("postgres");
		int port = Ports.free();
		Postgres database = Postgres.start(data, port);
		Map<String, Object> settings = Map.of("groundwork.roles", "web", "groundwork.access.kit",
				kit.resolve("break-glass-kit.json"));
		Portal portal = Portal.start(database.database("portal"), settings);
		OpenCluster cluster = OpenCluster.to(portal);
		Environment environment = cluster.environment(EnvironmentKind.PRODUCTION, "payments");
		String namespace = cluster.namespace(environment);
		String token = portal.signedIn("sre-1").makeToken("a test", "read", "write");
		HttpResponse<String> made = portal.guest().call("POST", "/api/v1/break-glass/key", token, "");
		assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
		Path key = Files.writeString(this.folder.resolve("key.json"), made.body());
		assertThat(made.body()).doesNotContain(cluster.breakGlassToken()).contains(environment.name());

		portal.close();
		portal.issuer().down(true);
		database.close();

		Said alone = run(glass(key, environment, kit, 1));
		assertThat(alone.code()).as(alone.out()).isEqualTo(2);
		assertThat(alone.out()).contains("Nothing was done", "--share is needed twice");
		assertThat(run(glass(key, environment, kit, 1, 1)).out()).contains("Two different shares are needed");
		assertThat(run(glass(forged(key), environment, kit, 1, 2)).out()).contains("cut or changed");
		Said in = run(glass(key, environment, kit, 3, 1));
		assertThat(in.code()).as(in.out()).isZero();
		Path kubeconfig = only(".yaml");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig))).isEqualTo("rw-------");
		try (KubernetesClient sre = Doors.client(Files.readString(kubeconfig))) {
			assertThat(sre.secrets().inNamespace(namespace).list()).isNotNull();
			assertThatThrownBy(() -> sre.secrets().inNamespace("kube-system").list())
				.isInstanceOf(KubernetesClientException.class)
				.hasMessageContaining("forbidden");
		}

		// The portal is back.
		Postgres again = Postgres.start(data, port);
		portal.issuer().down(false);
		try (Portal back = portal.another(settings)) {
			bringIn(back, Files.readString(only(".receipt")), environment, Files.readString(kubeconfig), namespace);
		}
		finally {
			again.close();
		}
	}

	private static void bringIn(Portal portal, String receipt, Environment environment, String kubeconfig,
			String namespace) {
		String token = portal.signedIn("platform-1").makeToken("a test", "read", "write");
		portal.signedIn("sre-1");
		String path = "/api/v1/break-glass/receipts";
		String body = "{\"receipt\":\"%s\"}";
		HttpResponse<String> changed = portal.guest()
			.call("POST", path, token, body.formatted(receipt.strip().replaceFirst("\\.(...)", ".AAA")));
		assertThat(changed.statusCode()).isEqualTo(400);
		assertThat(changed.body()).contains("did not sign this");
		HttpResponse<String> brought = portal.guest().call("POST", path, token, body.formatted(receipt.strip()));
		assertThat(brought.statusCode()).as(brought.body()).isEqualTo(201);
		JsonNode grant = JsonMapper.shared().readTree(brought.body());
		assertThat(grant.path("role").asString()).isEqualTo("break-glass");
		assertThat(grant.path("holder").asString()).isEqualTo("sre-1");
		assertThat(grant.path("environment").asString()).isEqualTo(environment.name());
		assertThat(grant.path("status").asString()).isEqualTo("active");
		assertThat(portal.guest().call("POST", path, token, body.formatted(receipt.strip())).statusCode())
			.isEqualTo(409);
		String grants = "/api/v1/grants/" + grant.path("number").asLong();
		portal.guest().call("POST", grants + "/revoke", token, "{\"reason\":\"the portal is back\"}");
		Eventually.that(MOST,
				() -> portal.guest().call("GET", grants, token, "").body().contains("\"status\":\"ended\""));
		try (KubernetesClient sre = Doors.client(kubeconfig)) {
			assertThatThrownBy(() -> sre.pods().inNamespace(namespace).list()).isInstanceOfSatisfying(
					KubernetesClientException.class, (ex) -> assertThat(ex.getCode()).isEqualTo(401));
		}
		assertThat(portal.guest()
			.call("POST", "/api/v1/break-glass/%d/review".formatted(grant.path("number").asLong()), token,
					"{\"finding\":\"it was right\"}")
			.statusCode()).isEqualTo(200);
	}

	private String[] glass(Path key, Environment environment, Path kit, int... shares) {
		List<String> all = new ArrayList<>(List.of("break-glass", key.toString(), "--environment", environment.name(),
				"--name", "sre-1", "--incident", "INC-9", "--reason", "nothing answers", "--into",
				this.folder.resolve("in").toString()));
		Arrays.stream(shares)
			.forEach(
					(share) -> all.addAll(List.of("--share", kit.resolve("share-%d.txt".formatted(share)).toString())));
		return all.toArray(String[]::new);
	}

	private Path forged(Path key) throws IOException {
		String text = Files.readString(key);
		int at = text.indexOf("\"sealed\"") + 40;
		char other = (text.charAt(at) == 'A') ? 'B' : 'A';
		return Files.writeString(this.folder.resolve("forged.json"),
				text.substring(0, at) + other + text.substring(at + 1));
	}

	private Path only(String end) throws IOException {
		try (Stream<Path> all = Files.list(this.folder.resolve("in"))) {
			List<Path> found = all.filter((file) -> file.toString().endsWith(end)).toList();
			assertThat(found).hasSize(1);
			return found.getFirst();
		}
	}

	private static Said run(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), Groundwork.class.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return new Said(process.exitValue(), out);
	}

	private record Said(int code, String out) {

	}

}
