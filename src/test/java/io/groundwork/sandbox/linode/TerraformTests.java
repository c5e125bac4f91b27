package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole cloud of this machine, driven by real Terraform.
 */
class TerraformTests {

	@TempDir
	private Path folder;

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start() {
		Settings.Backends backends = Settings.Backends.paperBut(new ControlPlanes(
				Path.of(System.getProperty("groundwork.tools.cluster")), this.folder.resolve("clusters")));
		this.api = LinodeApi.start(this.folder,
				Settings.quick().taking(Settings.Delays.of(Duration.ofMillis(200))).on(backends));
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void makesEverythingFindsItAgainAndTakesItDown(@TempDir Path work) {
		Terraform terraform = new Terraform(work, this.caller).withThat("everything");
		terraform.apply();
		terraform.wantNothing();
		System.out.println(terraform.state());
		System.out.println(terraform.output("database"));
		System.out.println(left());
		terraform.destroy();
		terraform.close();
		assertThat(left()).isEmpty();
	}

	private Map<String, Integer> left() {
		return Map.of("?", StreamSupport
			.stream(this.caller.send("GET", "/admin", "", "Accept", "application/json").json().spliterator(), false)
			.toList()
			.size());
	}

}
