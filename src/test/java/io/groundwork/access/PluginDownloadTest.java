package io.groundwork.access;

import java.net.http.HttpResponse;

import io.groundwork.Guest;
import io.groundwork.Portal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The program for terminals, handed out by the portal.
 */
class PluginDownloadTest {

	private static Portal portal;

	@BeforeAll
	static void start() {
		portal = Portal.shared();
	}

	@Test
	void whatIsThereIsHandedOutToWhoeverWantsItAndNothingElse() {
		Guest nobody = portal.guest();
		HttpResponse<String> program = nobody.get("/cli/kubectl-groundwork-linux-amd64");
		assertThat(program.statusCode()).isEqualTo(200);
		assertThat(program.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
		assertThat(program.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
		assertThat(nobody.get("/cli/SHA256SUMS").body()).contains("kubectl-groundwork-linux-amd64");
		// Not there, or nothing that is handed out.
		for (String file : new String[] { "kubectl-groundwork-linux-arm64", "kubectl-groundwork-linux-amd64.exe", "..",
				"%2e%2e", "README.md", "kubectl-groundwork-plan9-amd64" }) {
			assertThat(nobody.get("/cli/" + file).statusCode()).as(file).isIn(400, 404, 302);
		}
	}

	@Test
	void pagesSayHowToInstallAndUseIt() {
		Guest engineer = portal.signedIn("engineer-1");
		GrantFixtures grants = new GrantFixtures(portal);
		long grant = grants.active("payments", grants.person("engineer-1"));
		assertThat(engineer.get("/access/" + grant).body()).contains("From a terminal",
				"kubectl groundwork login " + portal.address(), "--role viewer",
				"/cli/kubectl-groundwork-darwin-arm64");
		assertThat(engineer.get("/access").body()).contains("kubectl groundwork use &lt;environment&gt;");
		assertThat(portal.signedIn("auditor-1").get("/access").body()).doesNotContain("From a terminal");
		assertThat(engineer.get("/access/" + grants.ended("payments", grants.person("engineer-1"))).body())
			.doesNotContain("From a terminal");
	}

}
