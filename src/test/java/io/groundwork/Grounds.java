package io.groundwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.groundwork.sandbox.S3Server;
import io.groundwork.sandbox.linode.ControlPlanes;
import io.groundwork.sandbox.linode.LinodeApi;
import io.groundwork.sandbox.linode.Settings;
import io.groundwork.sandbox.objects.S3Buckets;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * A portal with all that environments are made of around it: the sandbox's cloud, real
 * Terraform, real API servers, real buckets, a real GitOps repository.
 */
public final class Grounds implements AutoCloseable {

	private final LinodeApi cloud;

	private final Portal portal;

	private final Path remote;

	private Grounds(LinodeApi cloud, Portal portal, Path remote) {
		this.cloud = cloud;
		this.portal = portal;
		this.remote = remote;
	}

	/**
	 * Starts all of it.
	 * @param folder where it keeps its things
	 * @param more settings of the portal beside these
	 */
	public static Grounds open(Path folder, Map<String, Object> more) throws Exception {
		S3Buckets buckets = new S3Buckets(S3Server.program(), folder.resolve("buckets"));
		ControlPlanes clusters = new ControlPlanes(Path.of(System.getProperty("groundwork.tools.cluster")),
				folder.resolve("clusters"));
		LinodeApi cloud = LinodeApi.start(folder,
				Settings.quick().on(new Settings.Backends(clusters, Settings.Backends.paper().databases(), buckets)));
		Path remote = folder.resolve("gitops.git");
		Git.init().setBare(true).setDirectory(remote.toFile()).setInitialBranch("main").call().close();
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("groundwork.terraform.program", System.getProperty("groundwork.tools.terraform"));
		settings.put("groundwork.terraform.mirror", System.getProperty("groundwork.tools.provider"));
		settings.put("groundwork.rules.program", System.getProperty("groundwork.tools.conftest"));
		settings.put("groundwork.gitops.remote", remote);
		settings.put("groundwork.runs.environment[LINODE_URL]", cloud.address());
		settings.put("groundwork.runs.environment[LINODE_API_VERSION]", "v4beta");
		settings.put("groundwork.runs.environment[AWS_CA_BUNDLE]", buckets.authority().file());
		settings.put("groundwork.runs.secrets[LINODE_TOKEN]", cloud.token("terraform"));
		settings.put("groundwork.cloud.address", cloud.address());
		settings.put("groundwork.cloud.token", cloud.token("portal"));
		settings.putAll(more);
		try {
			return new Grounds(cloud, Portal.start(settings), remote);
		}
		catch (RuntimeException ex) {
			cloud.close();
			throw ex;
		}
	}

	public Portal portal() {
		return this.portal;
	}

	public LinodeApi cloud() {
		return this.cloud;
	}

	/**
	 * What the latest commit of the GitOps repository says.
	 */
	public String lastPromotion() {
		try (Git git = Git.open(this.remote.toFile())) {
			return git.log()
				.add(git.getRepository().resolve("main"))
				.setMaxCount(1)
				.call()
				.iterator()
				.next()
				.getFullMessage();
		}
		catch (IOException | GitAPIException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * All that there is in the cloud.
	 */
	public String resources() {
		return call("GET", "/admin/resources", "");
	}

	/**
	 * The version of Kubernetes that Linode names first.
	 */
	public String version() {
		return call("GET", "/v4beta/lke/versions", "").replaceAll("(?s).*?\"id\"\\s*:\\s*\"([0-9.]+)\".*", "$1");
	}

	/**
	 * Asks the cloud for something, or for its being otherwise.
	 */
	public String call(String method, String path, String body) {
		try {
			HttpResponse<String> answer = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(this.cloud.address() + path))
					.header("Authorization", "Bearer " + this.cloud.token("terraform"))
					.header("Content-Type", "application/json")
					.method(method, HttpRequest.BodyPublishers.ofString(body))
					.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() != 200) {
				throw new AssertionError(answer.body());
			}
			return answer.body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.portal.close();
		this.cloud.close();
	}

}
