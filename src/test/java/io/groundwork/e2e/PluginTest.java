package io.groundwork.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.Eventually;
import io.groundwork.access.Terminal;
import io.groundwork.cluster.OpenCluster;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * From a terminal into a real cluster and out again, with the real kubectl, by a browser
 * and without a file that holds a credential.
 */
class PluginTest {

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	@RegisterExtension
	private final Visits visits = new Visits();

	@TempDir
	private Path folder;

	private Terminal terminal;

	@BeforeEach
	void begin() throws IOException {
		this.terminal = new Terminal(this.folder);
		Files.writeString(this.terminal.kubeconfig(), """
				apiVersion: v1
				kind: Config
				clusters:
				  - name: elsewhere
				    cluster: {server: "https://elsewhere.example.org"}
				users:
				  - name: somebody
				    user: {username: somebody}
				contexts:
				  - name: elsewhere
				    context: {cluster: elsewhere, user: somebody}
				current-context: elsewhere
				""");
	}

	@AfterEach
	void end() {
		this.terminal.says("kubectl", "groundwork", "logout");
	}

	@Test
	void somebodySignsInByABrowserGetsInAndOutAndNoFileEverOpensTheDoor() throws Exception {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.DEVELOPMENT, "payments");
		assertThat(this.terminal.says("kubectl", "groundwork", "ls").text()).contains("kubectl groundwork login");
		signIn("engineer-1");
		assertThat(this.terminal.works("kubectl", "groundwork", "ls")).contains(environment.name(), "payments");
		assertThat(this.terminal.says("kubectl", "groundwork", "use", environment.name()).text()).contains("--reason",
				"You have no grant");

		assertThat(this.terminal.works("kubectl", "groundwork", "use", environment.name(), "--role", "viewer", "--for",
				"30m", "--reason", "A look at the queue"))
			.contains("kubectl now works in " + environment.name(), "as viewer");
		assertThat(this.terminal.works("kubectl", "get", "pods")).contains("No resources found");
		assertThat(this.terminal.works("kubectl", "auth", "whoami"))
			.contains("system:serviceaccount:groundwork-grants:");
		assertThat(this.terminal.works("kubectl", "groundwork", "ls", "-o", "json"))
			.contains("\"environment\": \"%s\"".formatted(environment.name()), "\"status\": \"active\"");
		assertThat(this.terminal.works("kubectl", "config", "get-contexts")).contains("elsewhere",
				"groundwork-" + environment.name());
		assertThat(Files.readString(this.terminal.kubeconfig())).contains("interactiveMode: Never",
				"username: somebody");

		String token = token(environment);
		assertThat(token(environment)).as("one is enough for all").isEqualTo(token);
		assertThat(written()).contains("https://").doesNotContain(token, "gw_", "gwd_");

		assertThat(this.terminal.works("kubectl", "groundwork", "release", environment.name())).contains("given back");
		Terminal.Said refused = this.terminal.says("kubectl", "get", "pods");
		assertThat(refused.code()).isNotZero();
		assertThat(refused.text()).contains("You have no grant for " + environment.name());
		// And what it was is worth nothing to anybody.
		Eventually.that(Duration.ofMinutes(1), Duration.ofMillis(500), () -> {
			Terminal.Said said = this.terminal.says("kubectl", "get", "pods", "--user", "", "--token", token);
			return said.code() != 0 && said.text().matches("(?s).*(Unauthorized|must be logged in).*");
		});

		assertThat(this.terminal.works("kubectl", "groundwork", "logout")).contains("signed out");
		assertThat(this.terminal.says("kubectl", "get", "pods").text()).contains("You are not signed in");
		Visit person = this.visits.of("engineer-1").open("/tokens");
		assertThat(person.locator("tr:has-text('kubectl on')").first()).containsText("Revoked");
	}

	@Test
	void whoIsRefusedWaitsForNothing() throws Exception {
		try (Terminal.Login login = this.terminal.login(House.address())) {
			Visit person = this.visits.of("engineer-1").open(login.address());
			assertThat(person.main()).containsText("Confirm only what you started yourself");
			person.button("Refuse").click();
			assertThat(person.locator(".flash")).containsText("was refused");
			Terminal.Said said = login.end();
			assertThat(said.code()).isEqualTo(1);
			assertThat(said.text()).contains("It was refused in the browser");
		}
		assertThat(this.terminal.says("kubectl", "groundwork", "ls").text()).contains("You are not signed in");
	}

	@Test
	void whatWaitsForSomebodySaysForWhomAndGoesOnWhenTheyAgree() throws Exception {
		Environment environment = OpenCluster.to(House.portal()).environment(EnvironmentKind.PRODUCTION, "payments");
		signIn("engineer-1");
		String[] use = { "kubectl", "groundwork", "use", environment.name(), "--role", "operator", "--reason",
				"The queue is stuck" };
		assertThat(
				this.terminal.says(Stream.concat(Stream.of(use), Stream.of("--no-wait")).toArray(String[]::new)).text())
			.contains("waits for a reviewer or platform engineer", "Come again");
		Process waiting = this.terminal.start(use);
		Visit reviewer = this.visits.of("reviewer-1").open("/access");
		reviewer.page().getByText(environment.name() + " as operator").first().click();
		reviewer.button("Let them in").click();
		assertThat(reviewer.locator("#story")).containsText("reviewer-1 agrees");
		Terminal.Said said = Terminal.Said.of(waiting);
		assertThat(said.code()).as(said.text()).isZero();
		assertThat(said.text()).contains("as operator");
		assertThat(this.terminal.works("kubectl", "auth", "can-i", "create", "pods", "--subresource=exec"))
			.contains("yes");
		this.terminal.works("kubectl", "groundwork", "release");
	}

	private void signIn(String name) throws IOException {
		try (Terminal.Login login = this.terminal.login(House.address())) {
			Visit person = this.visits.of(name).open(login.address());
			assertThat(person.main()).containsText("kubectl on");
			person.isFineOn(1);
			person.button("Confirm, it is mine").click();
			assertThat(person.locator(".flash")).containsText("is signed in as you");
			Terminal.Said said = login.end();
			assertThat(said.code()).as(said.text()).isZero();
			assertThat(said.text()).contains("You are signed in as " + name);
		}
	}

	/**
	 * What kubectl is told.
	 */
	private String token(Environment environment) {
		Matcher token = TOKEN.matcher(this.terminal.works("kubectl-groundwork", "credential", "--environment",
				environment.name(), "--role", "viewer"));
		assertThat(token.find()).isTrue();
		return token.group(1);
	}

	/**
	 * All that is in files of that person.
	 */
	private String written() throws IOException {
		StringBuilder all = new StringBuilder();
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				// As bytes: not all are texts.
				all.append(Files.readString(file, StandardCharsets.ISO_8859_1)).append('\n');
			}
		}
		return all.toString();
	}

}
