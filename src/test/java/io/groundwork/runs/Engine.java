package io.groundwork.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.Eventually;
import io.groundwork.Portal;
import io.groundwork.Temporary;
import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.sandbox.objects.S3Buckets;
import org.jspecify.annotations.Nullable;

/**
 * A portal whose own worker carries out one run at a time, with a cloud, and with real
 * Terraform that can be held wherever a test wants to look at it.
 */
final class Engine {

	static final Duration MOST = Duration.ofSeconds(120);

	/**
	 * Terraform itself, which is held before a command, or when it has ended.
	 */
	private static final String PROGRAM = """
			#!/bin/sh
			pass() {
				if [ -e "$1" ]; then
					trap '' TERM
					: >"$1.reached"
					while [ -e "$1" ]; do sleep 0.1; done
				fi
			}
			pass '%1$s/'"$1"
			if [ -e '%1$s/'"$1-ended" ]; then
				trap '' TERM
				'%2$s' "$@"
				code=$?
				pass '%1$s/'"$1-ended"
				exit "$code"
			fi
			exec '%2$s' "$@"
			""";

	private static @Nullable Engine shared;

	private final Path folder;

	private final Source source;

	private final LinodeApi cloud;

	private final String token;

	private final Portal portal;

	private final Place place;

	private Engine() throws IOException {
		this.folder = Temporary.folder("groundwork-engine");
		this.source = new Source(this.folder);
		S3Buckets buckets = new S3Buckets(S3Server.program(), this.folder.resolve("buckets"));
		Settings.Backends paper = Settings.Backends.paper();
		this.cloud = LinodeApi.start(this.folder,
				Settings.quick().on(new Settings.Backends(paper.clusters(), paper.databases(), buckets)));
		this.token = this.cloud.token("terraform");
		Path program = this.folder.resolve("terraform");
		Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.writeString(program, PROGRAM.formatted(this.folder, System.getProperty("groundwork.tools.terraform")));
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("groundwork.terraform.program", program);
		settings.put("groundwork.terraform.mirror", System.getProperty("groundwork.tools.provider"));
		settings.put("groundwork.runs.capacity", 1);
		settings.put("groundwork.runs.grace", "2s");
		settings.put("groundwork.runs.sweep", "500ms");
		settings.put("groundwork.runs.log-limit", "1MB");
		settings.put("groundwork.runs.secrets[GIVEN]", "g/ven s&cret~1<2");
		settings.put("groundwork.runs.environment[LINODE_URL]", this.cloud.address());
		settings.put("groundwork.runs.environment[LINODE_API_VERSION]", "v4beta");
		settings.put("groundwork.runs.environment[AWS_CA_BUNDLE]", buckets.authority().file());
		settings.put("groundwork.runs.secrets[LINODE_TOKEN]", this.token);
		this.portal = Portal.start(settings);
		this.place = new Place(this.portal);
	}

	/**
	 * One for all tests of this JVM; it ends with it.
	 */
	static synchronized Engine shared() {
		Engine running = shared;
		if (running == null) {
			try {
				running = new Engine();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			shared = running;
			Runtime.getRuntime().addShutdownHook(new Thread(running::close));
		}
		return running;
	}

	Portal portal() {
		return this.portal;
	}

	Place place() {
		return this.place;
	}

	/**
	 * Where the cloud is.
	 */
	URI cloud() {
		return this.cloud.address();
	}

	String token() {
		return this.token;
	}

	/**
	 * One of: {@code reading}, while Terraform plans; {@code module}, while it
	 * initializes; the name of a command, before it begins, or with {@code -ended}, when
	 * it has come to its end; or of one's own.
	 */
	Barrier barrier(String name) {
		return new Barrier(this.folder.resolve(name));
	}

	/**
	 * Reads something while it plans.
	 */
	String reading() {
		return this.source.reading();
	}

	/**
	 * Gets something while it initializes.
	 */
	String module() {
		return this.source.module();
	}

	long carryOut(Run plan) {
		String digest = this.place.bean(RunPlans.class).find(plan.number()).orElseThrow().digest();
		return this.place.carryOut(plan.number(), digest, "platform-1", "agreed");
	}

	/**
	 * A run, once it has ended.
	 */
	Run ended(long number) {
		Eventually.that(MOST, Duration.ofMillis(20), () -> this.place.run(number).status().ended());
		return this.place.run(number);
	}

	/**
	 * A run that has to be done in the end.
	 */
	Run done(long number) {
		Run run = ended(number);
		if (run.status() != RunStatus.DONE) {
			throw new AssertionError("Run %d is %s: %s".formatted(number, run.status().word(), run.outcome()));
		}
		return run;
	}

	void awaitStep(long run, String name) {
		Eventually.that(MOST, () -> steps(run).contains(name + " running"));
	}

	List<String> steps(long run) {
		return this.place.bean(Steps.class).of(run).stream().map((step) -> step.name() + " " + step.status()).toList();
	}

	String log(long run) {
		return this.portal.guest()
			.call("GET", "/api/v1/runs/%d/log".formatted(run), this.portal.issuer().accessToken("platform-1"), "")
			.body();
	}

	private void close() {
		this.portal.close();
		this.cloud.close();
		this.source.close();
	}

}
