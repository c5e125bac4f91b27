package io.groundwork.sandbox.linode;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.groundwork.Eventually;
import io.groundwork.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class JournalTests {

	private static final String FIREWALL = "{'label':'%s','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}";

	private static final String CLUSTER = "{'label':'blue','region':'fr-par','k8s_version':'1.35','node_pools':[{'type':'g6-standard-2','count':1}]}";

	@TempDir
	private Path folder;

	@Test
	void aRestartKeepsEverythingTokensIncluded() {
		String token;
		String firewalls;
		long gone;
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api);
			token = caller.token();
			caller.post("networking/firewalls", FIREWALL.formatted("one"));
			gone = caller.post("networking/firewalls", FIREWALL.formatted("two")).id();
			caller.delete("networking/firewalls/" + gone);
			firewalls = caller.get("networking/firewalls").body();
		}
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api.address(), token);
			assertThat(caller.get("networking/firewalls").body()).isEqualTo(firewalls);
			assertThat(caller.post("networking/firewalls", FIREWALL.formatted("three")).id()).isGreaterThan(gone);
			assertThat(api.token("terraform")).isEqualTo(token);
		}
	}

	@Test
	void aLifeInterruptedByARestartGoesOn() {
		String cluster;
		Settings slow = Settings.quick().taking(Settings.Delays.of(Duration.ofMillis(300)));
		try (LinodeApi api = LinodeApi.start(this.folder, slow)) {
			cluster = "lke/clusters/" + new Caller(api).post("lke/clusters", CLUSTER).id();
		}
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api);
			caller.await(cluster + "/kubeconfig", (answer) -> answer.has("kubeconfig"));
			caller.await(cluster + "/pools", (pools) -> "ready"
				.equals(pools.path("data").path(0).path("nodes").path(0).path("status").asString("")));
		}
	}

	@Test
	void aTornLastLineIsForgotten() throws IOException {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			new Caller(api).post("networking/firewalls", FIREWALL.formatted("one"));
		}
		Files.writeString(journal(), "{\"last\":999,\"kept\":[{\"ki", StandardOpenOption.APPEND);
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			assertThat(new Caller(api).get("networking/firewalls").json().path("results").asInt()).isEqualTo(1);
		}
		assertThat(Files.readString(journal())).endsWith("\n").doesNotContain("\"ki\n");
	}

	@Test
	void aDamagedLineInTheMiddleIsNotSkipped() throws IOException {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			new Caller(api).post("networking/firewalls", FIREWALL.formatted("one"));
		}
		Files.writeString(journal(), "nonsense\n" + Files.readString(journal()));
		assertThatIllegalStateException().isThrownBy(() -> LinodeApi.start(this.folder, Settings.quick()))
			.withMessageContaining("line 1");
	}

	@Test
	void theJournalIsCompactedAndForTheOwnerOnly() throws IOException {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api);
			long id = caller.post("networking/firewalls", FIREWALL.formatted("one")).id();
			for (int i = 0; i < 20; i++) {
				caller.put("/admin/resources/firewall/" + id, "{'tags':['tag-%d']}".formatted(i));
			}
		}
		long before = Files.size(journal());
		LinodeApi.start(this.folder, Settings.quick()).close();
		assertThat(Files.size(journal())).isLessThan(before / 2);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(journal()))).isEqualTo("rw-------");
	}

	@Test
	void twoDoNotShareAFolder() {
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			assertThatIllegalStateException().isThrownBy(() -> LinodeApi.start(this.folder, Settings.quick()))
				.withMessageContaining("in use");
			assertThat(new Caller(api).get("vpcs").status()).isEqualTo(200);
		}
	}

	@Test
	void faultsOutliveARestartUntilTheirTimeIsOver() {
		TestClock clock = new TestClock();
		PaperClusters clusters = new PaperClusters();
		Settings settings = Settings.quick().by(clock).on(Settings.Backends.paperBut(clusters));
		long id;
		try (LinodeApi api = LinodeApi.start(this.folder, settings)) {
			Caller caller = new Caller(api);
			id = caller.post("lke/clusters", CLUSTER).id();
			caller.fault("{'kind':'unavailable','path':'vpcs','times':3}");
			caller.fault("{'kind':'cluster-down','cluster':%d,'seconds':60}".formatted(id));
			caller.fault("{'kind':'no-capacity','region':'us-ord'}");
			caller.fault("{'kind':'region-down','region':'us-ord','seconds':5}");
			assertThat(caller.get("vpcs").status()).isEqualTo(503);
			clusters.down(id, false);
		}
		clock.pass(Duration.ofSeconds(10));
		try (LinodeApi api = LinodeApi.start(this.folder, settings)) {
			Caller caller = new Caller(api);
			assertThat(Json.nodes(caller.get("/admin/faults").json()))
				.extracting((fault) -> fault.path("kind").asString() + " " + fault.path("left").asString(""))
				.containsExactly("unavailable 2", "cluster-down ", "no-capacity ");
			assertThat(clusters.isReady(id, "any")).as("told again").isFalse();
			assertThat(caller.get("vpcs").status()).isEqualTo(503);
			assertThat(caller.get("vpcs").status()).isEqualTo(503);
			assertThat(caller.get("vpcs").status()).isEqualTo(200);
			clock.pass(Duration.ofSeconds(60));
			Eventually.that(Duration.ofSeconds(60), () -> clusters.isReady(id, "any"));
		}
		try (LinodeApi api = LinodeApi.start(this.folder, settings)) {
			Caller caller = new Caller(api);
			assertThat(caller.get("/admin/faults").json()).hasSize(1);
			caller.delete("/admin/faults");
		}
		try (LinodeApi api = LinodeApi.start(this.folder, settings)) {
			assertThat(new Caller(api).get("/admin/faults").json()).isEmpty();
		}
	}

	@Test
	void whatWasAnsweredSurvivesAKill() throws Exception {
		Process jvm = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx128m", "-cp",
				System.getProperty("java.class.path"), Standalone.class.getName(), this.folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		List<Long> answered = new ArrayList<>();
		String token;
		try (BufferedReader reader = jvm.inputReader(StandardCharsets.UTF_8)) {
			Caller caller = new Caller(URI.create(reader.readLine()), reader.readLine());
			token = caller.token();
			Thread killer = Thread.ofVirtual().unstarted(jvm::destroyForcibly);
			try {
				for (int i = 0; i < 1000; i++) {
					answered.add(caller
						.attempt("POST", "networking/firewalls", FIREWALL.formatted("wall-" + i).replace('\'', '"'))
						.id());
					if (i == 50) {
						killer.start();
					}
				}
			}
			catch (IOException ex) {
				// It was killed in the middle, as it should be.
			}
			jvm.waitFor();
		}
		finally {
			jvm.destroyForcibly();
		}
		assertThat(answered).hasSizeGreaterThan(50);
		try (LinodeApi api = LinodeApi.start(this.folder, Settings.quick())) {
			Caller caller = new Caller(api.address(), token);
			assertThat(answered)
				.allSatisfy((id) -> assertThat(caller.get("networking/firewalls/" + id).status()).isEqualTo(200));
		}
	}

	private Path journal() {
		return this.folder.resolve("linode.journal");
	}

}
