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
import java.util.List;

import io.groundwork.sandbox.database.PostgresDatabases;
import io.groundwork.sandbox.linode.ControlPlanes;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.sandbox.objects.S3Buckets;

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

	private final Tools tools;

	private final LinodeApi api;

	private final S3Buckets objects;

	private final Path folder;

	private Cloud(Tools tools, LinodeApi api, S3Buckets objects, Path folder) {
		this.tools = tools;
		this.api = api;
		this.objects = objects;
		this.folder = folder;
	}

	/**
	 * Starts the API; what is behind it comes when its programs are there.
	 * @param folder where to keep everything
	 */
	static Cloud start(Path folder, Ports ports, Screen screen) throws IOException {
		Path kept = Files.createDirectories(folder.resolve("linode"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Tools tools = Tools.find(Path.of("scripts", "tools"), List.of("versitygw", "best-provider", "cluster"),
				(line) -> screen.say("  " + line));
		try {
			S3Buckets objects = new S3Buckets(tools.place("versitygw"), kept.resolve("objects")).at(REGION,
					ports.of(Ports.Part.S3));
			Settings.Backends backends = new Settings.Backends(
					new ControlPlanes(tools.place("cluster"), kept.resolve("clusters")),
					new PostgresDatabases(kept.resolve("databases")), objects);
			LinodeApi api = LinodeApi.start(kept, new Settings(ports.of(Ports.Part.LINODE), ports.of(Ports.Part.DNS),
					Clock.systemUTC(), DELAYS, Settings.Limits.REAL, backends));
			Cloud cloud = new Cloud(tools, api, objects, folder);
			cloud.tell(tools);
			return cloud;
		}
		catch (IOException | RuntimeException ex) {
			tools.close();
			throw ex;
		}
	}

	/**
	 * Lets people's own Terraform, and whatever else asks Linode, find this one.
	 */
	private void tell(Tools tools) throws IOException {
		Path configuration = this.folder.resolve("terraform.rc").toAbsolutePath();
		write("linode.env", """
				export LINODE_URL='%s'
				export LINODE_TOKEN='%s'
				export LINODE_API_VERSION='v4beta'
				export AWS_CA_BUNDLE='%s'
				export TF_CLI_CONFIG_FILE='%s'
				""".formatted(linode(), token(), this.objects.authority().file().toAbsolutePath(), configuration));
		tools.place("best-provider").thenAccept((mirror) -> {
			try {
				write("terraform.rc", """
						provider_installation {
						  filesystem_mirror {
						    path = "%s"
						  }
						}
						""".formatted(mirror));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private void write(String name, String text) throws IOException {
		Path building = Files.createTempFile(this.folder, name, "",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
		Files.writeString(building, text);
		Files.move(building, this.folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
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
		this.tools.close();
		this.api.close();
		try {
			Files.deleteIfExists(this.folder.resolve("linode.env"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
