package io.groundwork.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.groundwork.sandbox.database.PostgresDatabases;
import io.groundwork.sandbox.linode.ControlPlanes;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.sandbox.objects.S3Buckets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linode on this machine: its API and the clusters, databases and objects behind it,
 * whose programs are built meanwhile if need be.
 */
final class Cloud implements AutoCloseable {

	/**
	 * Has all that Linode offers, and its objects the address that everybody is told.
	 */
	private static final String REGION = "fr-par";

	/**
	 * Long enough to be seen, short enough not to be waited for.
	 */
	private static final Settings.Delays DELAYS = new Settings.Delays(Duration.ofSeconds(3), Duration.ofSeconds(4),
			Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(2));

	/**
	 * Only this provider comes from here.
	 */
	private static final String CONFIGURATION = """
			provider_installation {
			  filesystem_mirror {
			    path    = "%s"
			    include = ["registry.terraform.io/linode/linode", "registry.opentofu.org/linode/linode"]
			  }
			  direct {
			    exclude = ["registry.terraform.io/linode/linode", "registry.opentofu.org/linode/linode"]
			  }
			}
			""";

	/**
	 * All that the portal itself asks for, and that it may rotate its token.
	 */
	private static final Set<String> PORTAL = Set.of("account:read_write", "databases:read_only", "domains:read_only",
			"firewall:read_only", "lke:read_only", "object_storage:read_only", "vpc:read_only");

	/**
	 * A link to where the providers are, made as soon as they are there.
	 */
	private static final String PROVIDERS = "providers";

	private static final String CONFTEST = "conftest";

	/**
	 * The programs that it is made of.
	 */
	static final List<String> TOOLS = List.of("best-provider", "versitygw", "cluster", CONFTEST);

	private static final Logger logger = LoggerFactory.getLogger(Cloud.class);

	private final LinodeApi api;

	private final S3Buckets objects;

	private final Path folder;

	private Cloud(LinodeApi api, S3Buckets objects, Path folder) {
		this.api = api;
		this.objects = objects;
		this.folder = folder;
	}

	/**
	 * Starts the API; what is behind it comes when its programs are there.
	 * @param folder where to keep everything
	 * @param tools where its programs are
	 * @param ending is told of each part as it is made
	 */
	static Cloud start(Path folder, Tools tools, Ports ports, Ending ending) throws IOException {
		Path kept = Files.createDirectories(folder.resolve("linode"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		S3Buckets objects = ending.started(
				new S3Buckets(tools.place("versitygw"), kept.resolve("objects")).at(REGION, ports.of(Ports.Part.S3)));
		PostgresDatabases databases = ending.started(new PostgresDatabases(kept.resolve("databases")));
		ControlPlanes clusters = ending.started(new ControlPlanes(tools.place("cluster"), kept.resolve("clusters")));
		LinodeApi api = LinodeApi.start(kept, new Settings(ports.of(Ports.Part.LINODE), ports.of(Ports.Part.DNS),
				Clock.systemUTC(), DELAYS, Settings.Limits.REAL, new Settings.Backends(clusters, databases, objects)));
		Cloud cloud = ending.started(new Cloud(api, objects, folder));
		tools.place("best-provider").whenComplete((mirror, missing) -> cloud.tell(Optional.ofNullable(mirror)));
		tools.place("conftest").thenAccept(cloud::judge);
		return cloud;
	}

	/**
	 * Lets people's own Terraform, and whatever else asks Linode, find this one.
	 */
	private void tell(Optional<Path> mirror) {
		try {
			String environment = """
					export LINODE_URL='%s'
					export LINODE_TOKEN='%s'
					export LINODE_API_VERSION='v4beta'
					export AWS_CA_BUNDLE='%s'
					""".formatted(linode(), token(), this.objects.authority().file().toAbsolutePath());
			if (mirror.isPresent()) {
				Path providers = this.folder.resolve(PROVIDERS);
				Files.deleteIfExists(providers);
				Files.createSymbolicLink(providers, mirror.get().toAbsolutePath());
				write("terraform.rc", CONFIGURATION.formatted(mirror.get()));
				environment += "export TF_CLI_CONFIG_FILE='%s'%n"
					.formatted(this.folder.resolve("terraform.rc").toAbsolutePath());
			}
			write("linode.env", environment);
		}
		catch (IOException ex) {
			logger.warn("Terraform cannot be told of this Linode", ex);
		}
	}

	/**
	 * Lets the portal's worker find who judges its plans.
	 */
	private void judge(Path conftest) {
		try {
			Path link = this.folder.resolve(CONFTEST);
			Files.deleteIfExists(link);
			Files.createSymbolicLink(link, conftest.toAbsolutePath());
		}
		catch (IOException ex) {
			logger.warn("The worker cannot be told who judges plans", ex);
		}
	}

	private void write(String name, String text) throws IOException {
		Path building = Files.createTempFile(this.folder, name, "",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(building, text);
		Files.move(building, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
	}

	/**
	 * What the portal's own Terraform needs to find this Linode. The providers may come
	 * later; until then its worker says that it waits for them.
	 */
	Map<String, Object> settings() {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("groundwork.terraform.program", Optional.ofNullable(System.getenv("TF_BIN")).orElse("terraform"));
		settings.put("groundwork.terraform.mirror", this.folder.resolve(PROVIDERS).toAbsolutePath());
		settings.put("groundwork.rules.program", this.folder.resolve(CONFTEST).toAbsolutePath());
		settings.put("groundwork.runs.folder", this.folder.resolve("runs").toAbsolutePath());
		settings.put("groundwork.runs.drain", "2s");
		settings.put("groundwork.runs.environment[LINODE_URL]", linode());
		settings.put("groundwork.runs.environment[LINODE_API_VERSION]", "v4beta");
		settings.put("groundwork.runs.environment[AWS_CA_BUNDLE]", this.objects.authority().file().toAbsolutePath());
		settings.put("groundwork.runs.variables[linode_token]", token());
		settings.put("groundwork.runs.secrets[LINODE_TOKEN]", token());
		settings.put("groundwork.cloud.address", linode());
		settings.put("groundwork.cloud.token", this.api.token("portal", PORTAL));
		return settings;
	}

	URI linode() {
		return this.api.address();
	}

	/**
	 * The object storage of the region that everybody is told of.
	 */
	URI s3() {
		return URI.create("https://" + this.objects.endpoint(REGION));
	}

	String token() {
		return this.api.token("sandbox");
	}

	@Override
	public void close() {
		this.api.close();
		try {
			Files.deleteIfExists(this.folder.resolve("linode.env"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
