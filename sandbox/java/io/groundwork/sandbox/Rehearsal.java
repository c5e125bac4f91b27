package io.groundwork.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.FileSystemUtils;

/**
 * Runs the packed portal once with stand-ins around it and uses it as people would, so
 * that the JVM can note in a cache what a start and the common pages need.
 */
final class Rehearsal {

	private static final int ROUNDS = 25;

	private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/(?:css|js|img|webjars)/[^\"]+)\"");

	private Rehearsal() {
	}

	/**
	 * Makes the cache.
	 * @param args the script that starts the portal, the cache to make, a folder to work
	 * in
	 */
	public static void main(String[] args) throws IOException {
		Path script = Path.of(args[0]);
		Path cache = Path.of(args[1]).toAbsolutePath();
		Path folder = Path.of(args[2]);
		FileSystemUtils.deleteRecursively(folder);
		Files.createDirectories(folder);
		SandboxLog.to(folder.resolve("rehearsal.log"));
		try (Postgres postgres = Postgres.start(null, 0); Issuer issuer = Issuer.start()) {
			Surroundings around = new Surroundings(postgres.database("rehearsal"), issuer, folder);
			// The tables are there when a portal starts, but for the very first time.
			PortalProcess.start(script, List.of(), around).close();
			try (PortalProcess portal = PortalProcess.start(script, List.of("-XX:AOTCacheOutput=" + cache), around)) {
				System.out.printf("  ready after %.1f s; opening pages%n", portal.readyAfter().toMillis() / 1000.0);
				use(portal, issuer);
				System.out.println("  ending, which writes the cache");
			}
			if (!Files.exists(cache)) {
				throw new IllegalStateException(
						"The JVM wrote no cache. The portal said:\n" + Files.readString(around.log()));
			}
		}
		FileSystemUtils.deleteRecursively(folder);
		// Some threads of the stand-ins do not end by themselves.
		System.exit(0);
	}

	private static void use(PortalProcess portal, Issuer issuer) {
		for (String name : List.of("engineer-1", "platform-1", "auditor-1")) {
			try (Browser browser = Browser.signIn(portal.address(), issuer.person(name));
					ApiTokens tokens = new ApiTokens(portal.address().toString())) {
				String token = tokens.renew(issuer.accessToken(name));
				for (int round = 0; round < ROUNDS; round++) {
					pages(browser);
					for (String path : List.of("/api/v1/me", "/api/v1/tokens", "/api/v1/audit")) {
						browser.call(path, token);
					}
				}
			}
		}
	}

	private static void pages(Browser browser) {
		Matcher assets = ASSET.matcher(browser.get("/").body());
		while (assets.find()) {
			browser.get(assets.group(1));
		}
		for (String path : List.of("/me", "/tokens", "/people", "/audit", "/audit?action=sign-in*&outcome=done",
				"/audit?person=engineer-1", "/search?q=token", "/nowhere", "/api/v1/openapi.json")) {
			browser.get(path);
		}
	}

}
