package io.groundwork.bundles;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.groundwork.Portal;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.state.StateFixtures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * People and scripts get the files of an environment.
 */
class FilesPagesTests {

	private static final Portal portal = Portal.shared();

	private static Git git;

	private static Environment guest;

	@BeforeAll
	static void environments() {
		git = Git.bare(Path.of(portal.context().getEnvironment().getRequiredProperty("groundwork.gitops.remote")));
		Environments environments = portal.bean(Environments.class);
		Environment system = environments.add("files-system", EnvironmentKind.SYSTEM, "platform", null, "a test");
		guest = environments.add("files-preview", EnvironmentKind.STAGING, "payments", system, "a test");
		environments.add("files-alone", EnvironmentKind.PRODUCTION, "payments", null, "a test");
	}

	@Test
	void aFileIsShownWithItsLinesAndItsNeighbours() {
		String page = get("engineer-1", "/environments/files-preview/files?path=network/quota.yaml");
		assertThat(page)
			.contains("network/", "argo/", "terraform/", "aria-current=\"page\">quota.yaml</a>",
					"<span class=\"is-name\">kind</span>", "ias-files-preview", "id=\"L20\"")
			.doesNotContain("style=", "pools.yaml");
		assertThat(get("engineer-1", "/environments/files-preview/files?path=terraform/main.tf"))
			.contains("<span class=\"is-name\">module</span>");
		assertThat(get("engineer-1", "/environments/files-preview/files?path=argo/infrastructure.yaml"))
			.contains("files-preview.platform.example.org");
		assertThat(get("platform-1", "/environments/files-system/files?path=observability/values.yaml"))
			.contains("ias-files-preview");
		assertThat(get("engineer-1", "/environments/files-alone/files?path=network/pools.yaml"))
			.contains("environment-pools");
	}

	@Test
	void whereItsDataStoreIsIsAmongWhatItsPodsMayReach() {
		String name = StateFixtures.withDatabase(portal, "payments", "203.0.113.77");
		assertThat(get("engineer-1", "/environments/" + name + "/files?path=network/policies.yaml"))
			.contains("203.0.113.77/32");
	}

	@Test
	void whatIsNotThereOrNotOnesOwnIsNotThere() {
		assertThat(portal.signedIn("engineer-1").get("/environments/files-preview/files?path=..%2Fsecret").statusCode())
			.isEqualTo(404);
		for (String path : List.of("", "/changes", "/bundle")) {
			assertThat(portal.signedIn("engineer-3").get("/environments/files-preview/files" + path).statusCode())
				.isEqualTo(404);
		}
	}

	@Test
	void whatDiffersFromWhatWasPromotedIsShown() {
		String page = "/environments/files-preview/files/changes";
		assertThat(get("engineer-1", page)).contains("network/quota.yaml", "row-new").doesNotContain("row-gone");
		EnvironmentBundles bundles = portal.bean(EnvironmentBundles.class);
		portal.bean(Promotion.class)
			.promote(bundles.of(guest), new PromotionOrder(1, List.of(), guest.name(), EnvironmentKind.STAGING, null));
		assertThat(get("engineer-1", page)).contains("Nothing differs").doesNotContain("row-new");
		git.commit("By hand", "generated/files-preview/network/limits.yaml", "changed: by hand\n");
		assertThat(get("engineer-1", page)).contains("network/limits.yaml", "row-gone", "by hand")
			.doesNotContain("Nothing differs");
	}

	@Test
	void scriptsGetTheBundleAndTheRepository() throws Exception {
		byte[] bundle = bytes("/api/v1/environments/files-preview/bundle");
		assertThat(bytes("/api/v1/environments/files-preview/bundle")).isEqualTo(bundle);
		assertThat(TarGzReader.read(new ByteArrayInputStream(bundle)).keySet()).contains("files-preview/bundle.json",
				"files-preview/network/policies.yaml");
		var settings = TarGzReader.read(new ByteArrayInputStream(bytes("/api/v1/repository")))
			.get("environments/infra/helm/values/staging.yaml");
		assertThat(new String(Objects.requireNonNull(settings).content(), StandardCharsets.UTF_8))
			.contains("staging.platform.example.org");
	}

	private static String get(String person, String path) {
		var answer = portal.signedIn(person).get(path);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return answer.body();
	}

	private static byte[] bytes(String path) throws Exception {
		String token = portal.signedIn("engineer-1").makeToken("files", "read");
		try (HttpClient client = HttpClient.newHttpClient()) {
			HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(portal.address().resolve(path))
				.header("Authorization", "Bearer " + token)
				.build(), HttpResponse.BodyHandlers.ofByteArray());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/gzip");
			return answer.body();
		}
	}

}
