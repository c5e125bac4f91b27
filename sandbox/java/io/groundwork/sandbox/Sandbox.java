package io.groundwork.sandbox;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.groundwork.Groundwork;
import io.groundwork.audit.SigningKey;
import io.groundwork.storage.KeyFile;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.slf4j.LoggerFactory;

import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.NestedExceptionUtils;

/**
 * Brings the portal up on one machine with stand-ins for everything outside, and ends all
 * of it again.
 */
final class Sandbox {

	/** The program for terminals, which nothing here waits for. */
	private static final String CLI = "cli";

	private final Path folder;

	private final Ports ports;

	private final Screen screen;

	private final Ending ending;

	private Sandbox(Path folder, Ports ports, Screen screen, Ending ending) {
		this.folder = folder;
		this.ports = ports;
		this.screen = screen;
		this.ending = ending;
	}

	/**
	 * Runs until it is asked to end.
	 * @param args the folder to keep everything in
	 */
	public static void main(String[] args) throws InterruptedException {
		Path folder = Path.of((args.length > 0) ? args[0] : ".sandbox").toAbsolutePath().normalize();
		Screen screen = new Screen(System.out);
		Ending ending = new Ending();
		try {
			Ports ports = Ports.of(System.getenv());
			ending.started(SandboxLock.take(folder));
			ending.started(Temporary.in(folder.resolve("groundwork-tmp")));
			SandboxLog.to(folder.resolve("portal.log"));
			ending.listen();
			if (System.getenv("MAKELEVEL") != null) {
				ProcessHandle.current().parent().ifPresent(ending::follow);
			}
			Sandbox sandbox = new Sandbox(folder, ports, screen, ending);
			Thread.ofPlatform().name("start").start(sandbox::startOrSayWhyNot);
			ending.await();
			screen.say("\n  Ending …");
			ending.end(0);
		}
		catch (CannotStartException ex) {
			System.err.println(ex.getMessage());
			ending.end(1);
		}
	}

	private void startOrSayWhyNot() {
		try {
			start();
		}
		catch (Exception ex) {
			if (this.ending.isAsked()) {
				// What is being ended under its feet may well complain.
				return;
			}
			LoggerFactory.getLogger(Sandbox.class).info("The sandbox did not start", ex);
			System.err.println((ex instanceof CannotStartException) ? ex.getMessage() : """
					The sandbox did not start: %s
					The whole story is in %s.""".formatted(NestedExceptionUtils.getMostSpecificCause(ex).getMessage(),
					shown(this.folder.resolve("portal.log"))));
			this.ending.end(1);
		}
	}

	private void start() throws IOException {
		this.screen.say("Groundwork on this machine, with stand-ins for what is outside. Data: " + shown(this.folder));
		SandboxFile.in(this.folder).delete();
		KeptData data = new KeptData(this.folder.resolve("postgres"));
		if (data.prepare()) {
			this.screen.say("  An earlier run was killed; its PostgreSQL was ended first.");
		}
		this.ports.check();
		Postgres postgres = this.ending.started(Postgres.start(data.folder(), this.ports.of(Ports.Part.DATABASE)));
		data.keep();
		this.screen.part("PostgreSQL", "localhost:" + this.ports.of(Ports.Part.DATABASE));

		String portal = "http://localhost:" + this.ports.of(Ports.Part.PORTAL);
		Issuer issuer = this.ending
			.started(Issuer.start(this.ports.of(Ports.Part.ISSUER), postgres.database("issuer")));
		issuer.trust(portal);
		this.screen.part("Sign-in", issuer.address());
		Tools tools = this.ending.started(Tools.find(Path.of("scripts", "tools"),
				Stream.concat(Cloud.TOOLS.stream(), Stream.of(CLI)).toList(), (line) -> this.screen.say("  " + line)));
		Cloud cloud = Cloud.start(this.folder, tools, this.ports, this.ending);
		this.screen.part("Linode", cloud.linode().toString());

		Map<String, Object> settings = new LinkedHashMap<>();
		settings.putAll(postgres.database("groundwork").settings());
		settings.putAll(issuer.settings());
		Path keys = Files.createDirectories(this.folder.resolve("keys"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		settings.putAll(keys(keys));
		WaysIn waysIn = WaysIn.in(this.folder, keys, tools.place(CLI));
		settings.putAll(waysIn.settings());
		settings.putAll(addresses(portal));
		settings.putAll(cloud.settings());
		settings.put("groundwork.gitops.remote", gitops());
		startPortal(settings);
		this.screen.part("Portal", portal);

		List<SandboxFile.Someone> people = people(issuer, portal);
		this.screen.part("People", people.size() + " signed in, a token each");
		SandboxFile.Content content = new SandboxFile.Content(portal,
				"http://localhost:" + this.ports.of(Ports.Part.MANAGEMENT), cloud.linode().toString(),
				cloud.s3().toString(), issuer.address(), cloud.token(), people);
		SandboxFile file = SandboxFile.in(this.folder);
		file.write(content);
		this.ending.started(file::delete);
		this.screen.ready(shown(this.folder), shown(waysIn.shares()), content);
	}

	private Map<String, Object> keys(Path keys) throws IOException {
		Path storage = keys.resolve("storage.json");
		if (!Files.exists(storage)) {
			KeyFile.create(storage);
		}
		Path signing = keys.resolve("audit.pem");
		if (!Files.exists(signing)) {
			SigningKey.create(signing);
		}
		Path objects = Files.createDirectories(this.folder.resolve("objects"));
		return Map.of("groundwork.storage.kind", "folder", "groundwork.storage.folder", objects,
				"groundwork.storage.keys", storage, "groundwork.audit.signing-key", signing);
	}

	/**
	 * Where bundles are promoted to, for anybody to clone.
	 */
	private Path gitops() throws IOException {
		Path folder = this.folder.resolve("gitops.git").toAbsolutePath();
		if (!Files.exists(folder)) {
			try (Repository repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build()) {
				repository.create(true);
				repository.updateRef(Constants.HEAD).link("refs/heads/main");
			}
		}
		return folder;
	}

	/**
	 * Everything listens on this machine only: anybody may sign in as anybody here.
	 */
	private Map<String, Object> addresses(String portal) {
		return Map.of("groundwork.web.address", portal, "groundwork.web.port", this.ports.of(Ports.Part.PORTAL),
				"groundwork.management.port", this.ports.of(Ports.Part.MANAGEMENT), "server.address", "127.0.0.1",
				"management.server.address", "127.0.0.1",
				// Whoever tries webhooks has nothing but this machine.
				"groundwork.notices.loopback", "true", "spring.lifecycle.timeout-per-shutdown-phase", "2s");
	}

	private void startPortal(Map<String, Object> settings) {
		SpringApplicationBuilder portal = new SpringApplicationBuilder(Groundwork.class).bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false);
		// As arguments, so that nothing in the caller's environment can win over them.
		Map<String, Object> all = new LinkedHashMap<>(settings);
		all.putAll(SandboxLog.settings(this.folder.resolve("portal.log")));
		String[] arguments = all.entrySet()
			.stream()
			.map((setting) -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
			.toArray(String[]::new);
		try {
			this.ending.started(portal.run(arguments));
		}
		catch (RuntimeException ex) {
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof FlywayValidateException) {
				throw new CannotStartException("""
						The data in %s were made by another version of the tables than this checkout has.
						Start afresh with make reset, or go back to the commit that you last ran."""
					.formatted(shown(this.folder)), ex);
			}
			throw ex;
		}
	}

	private List<SandboxFile.Someone> people(Issuer issuer, String portal) {
		try (ApiTokens tokens = new ApiTokens(portal)) {
			return issuer.people()
				.stream()
				.map((person) -> new SandboxFile.Someone(person.name(), issuer.rolesOf(person), issuer.teamsOf(person),
						person.password(), token(tokens, issuer, portal, person)))
				.toList();
		}
	}

	/**
	 * Of somebody who has signed in with a browser once, or the portal could not ask
	 * about them and would not take it for longer than some minutes.
	 */
	private static String token(ApiTokens tokens, Issuer issuer, String portal, Person person) {
		Browser.signIn(URI.create(portal), person).close();
		return tokens.renew(issuer.accessToken(person.name()));
	}

	/**
	 * As short as it can be said from where the command was typed.
	 */
	private static Path shown(Path path) {
		Path here = FileSystems.getDefault().getPath("").toAbsolutePath();
		return path.startsWith(here) ? here.relativize(path) : path;
	}

}
