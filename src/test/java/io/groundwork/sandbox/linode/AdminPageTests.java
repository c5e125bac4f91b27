package io.groundwork.sandbox.linode;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.groundwork.Chromium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The admin page as somebody sees it who has switched JavaScript off.
 */
class AdminPageTests {

	private static final String CLUSTER = "{'label':'%s','region':'fr-par','k8s_version':'1.35','node_pools':[{'type':'g6-standard-2','count':2}]}";

	private LinodeApi api;

	private Caller caller;

	@BeforeEach
	void start(@TempDir Path folder) {
		this.api = LinodeApi.start(folder, Settings.quick());
		this.caller = new Caller(this.api);
	}

	@AfterEach
	void stop() {
		this.api.close();
	}

	@Test
	void everyFaultHasItsFormAndItsButtonToRemoveIt() {
		this.caller.post("lke/clusters", CLUSTER.formatted("blue"));
		try (BrowserContext context = context(1440, ColorScheme.LIGHT)) {
			Page page = open(context);
			for (String kind : List.of("too-many-requests", "unavailable", "error", "latency", "cut")) {
				page.locator("select[name=kind]").selectOption(kind);
				page.locator("input[name=path]").fill("somewhere");
				press(page, "Let requests go wrong");
			}
			page.getByLabel("After so many nodes").fill("3");
			press(page, "Limit the account");
			press(page, "Take the capacity");
			press(page, "Take the region out");
			press(page, "Take the API server down");
			assertThat(Json.nodes(this.caller.get("/admin/faults").json()))
				.extracting((fault) -> fault.path("kind").asString())
				.containsExactlyInAnyOrderElementsOf(Faults.KINDS);
			assertThat(page.locator("[aria-labelledby=on] tbody tr").count()).isEqualTo(Faults.KINDS.size());
			page.locator("[aria-labelledby=on] tbody button").first().click();
			assertThat(this.caller.get("/admin/faults").json()).hasSize(Faults.KINDS.size() - 1);
			press(page, "Make everything sound");
			assertThat(this.caller.get("/admin/faults").json()).isEmpty();
			assertThat(page.getByText("Nothing goes wrong").isVisible()).isTrue();
		}
	}

	@Test
	void aResourceIsChangedAndDeletedAndATokenRevokedByButtons() {
		long id = this.caller
			.post("networking/firewalls",
					"{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}")
			.id();
		this.api.token("other");
		try (BrowserContext context = context(1440, ColorScheme.LIGHT)) {
			Page page = open(context);
			page.getByText("wall", new Page.GetByTextOptions().setExact(true)).first().click();
			page.getByLabel("What is to be different, as JSON").filter(visible()).fill("{\"tags\":[\"by-hand\"]}");
			press(page, "Change firewall " + id);
			assertThat(this.caller.get("networking/firewalls/" + id).json().path("tags").toString())
				.isEqualTo("[\"by-hand\"]");
			press(page, "Delete firewall " + id);
			assertThat(this.caller.get("networking/firewalls/" + id).status()).isEqualTo(404);
			JsonNode other = Json.nodes(this.caller.get("/admin/resources").json())
				.stream()
				.filter((row) -> "other".equals(row.path("label").asString()))
				.findFirst()
				.orElseThrow();
			press(page, "Revoke token " + other.path("id").asLong());
			assertThat(page.locator("[aria-labelledby=resources] tbody tr").count()).isEqualTo(1);
		}
	}

	@Test
	void whatIsWrongIsSaidOnThePage() {
		try (BrowserContext context = context(1440, ColorScheme.LIGHT)) {
			Page page = open(context);
			page.locator("input[name=path]").fill("(");
			press(page, "Let requests go wrong");
			assertThat(page.locator("[role=alert]").innerText()).contains("Nothing was changed.",
					"path Must be a regular expression");
			assertThat(this.caller.get("/admin/faults").json()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1440, LIGHT", "1440, DARK", "390, LIGHT", "390, DARK" })
	void itIsReadableWithNothingAndWithMuch(int width, ColorScheme scheme) {
		try (BrowserContext context = context(width, scheme, true)) {
			look(open(context), "none-%d-%s".formatted(width, scheme));
			fill();
			Page page = open(context);
			look(page, "much-%d-%s".formatted(width, scheme));
			// Every width and every theme once: each look takes axe seconds.
			if ((width > 1000) == (scheme == ColorScheme.LIGHT)) {
				assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
			}
		}
	}

	private void fill() {
		this.caller.post("lke/clusters", CLUSTER.formatted("blue"));
		this.caller.post("vpcs", "{'label':'%s','region':'fr-par'}".formatted("a-label-without-a-gap-".repeat(2)));
		this.caller.post("domains", "{'domain':'%sexample.com','type':'master','soa_email':'a@example.com'}"
			.formatted("a-name-that-goes-on-and-on.".repeat(6)));
		new Caller(this.api).with(this.api.token("the-owner-with-a-name-of-many-words-and-no-gap-at-all-".repeat(2)))
			.post("networking/firewalls",
					"{'label':'wall','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}");
		IntStream.range(0, 20)
			.forEach((i) -> this.caller.post("networking/firewalls",
					"{'label':'wall-%d','rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}".formatted(i)));
		this.caller.get("/v4/" + "nowhere-at-all".repeat(20));
		this.caller
			.fault("{'kind':'latency','millis':5,'path':'%s','times':3}".formatted("where-ever-it-is".repeat(9)));
		this.caller.fault("{'kind':'region-down','region':'us-ord','seconds':3600}");
		this.caller.fault("{'kind':'account-limit','nodes':40}");
	}

	private static void look(Page page, String name) {
		page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "pictures", "linode-" + name + ".png"))
			.setFullPage(true));
		int overhang = Integer.parseInt(page.evaluate("document.documentElement.scrollWidth - innerWidth").toString());
		assertThat(overhang).as("how far it can be scrolled sideways").isLessThanOrEqualTo(0);
	}

	@Test
	void thePolicyAllowsNothingButItsOwnStyle() {
		Caller.Reply page = this.caller.send("GET", "/admin", "", "Accept", "text/html");
		assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
		assertThat(page.header("Content-Security-Policy")).isEqualTo(
				"default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
		assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(page.body()).doesNotContain("<script", "<style", " style=", "th:").doesNotContainPattern(" on\\w+=");
		assertThat(this.caller.get("/admin/look.css").body()).contains("--accent", ".resource");
	}

	@Test
	void whatSomebodyNamedLikeATemplateIsOnlyText() {
		this.caller.post("networking/firewalls",
				"{'label':'wall','tags':['<b>[[${7*7}]]'],'rules':{'inbound_policy':'DROP','outbound_policy':'ACCEPT'}}");
		assertThat(this.caller.send("GET", "/admin", "", "Accept", "text/html").body()).contains("&lt;b&gt;[[${7*7}]]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: https://example.com", "Origin: null", "Sec-Fetch-Site: cross-site",
			"Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1:1", "Accept: text/html" })
	void aPageElsewhereCannotPressTheButtons(String header) {
		String[] parts = header.split(": ");
		Caller.Reply refused = this.caller.send("POST", "/admin/faults", "kind=error", "Content-Type",
				"application/x-www-form-urlencoded", parts[0], parts[1]);
		assertThat(refused.status()).isEqualTo(403);
		assertThat(this.caller.get("/admin/faults").json()).isEmpty();
	}

	@Test
	void thePageItselfCan() {
		Caller.Reply pressed = this.caller.send("POST", "/admin/faults", "kind=latency&millis=5&region=&path=5%2B",
				"Content-Type", "application/x-www-form-urlencoded", "Origin", this.api.address().toString());
		assertThat(pressed.status()).as(pressed.body()).isEqualTo(303);
		assertThat(this.caller.get("/admin/faults").json().path(0).path("path").asString()).isEqualTo("5+");
	}

	private static Locator.FilterOptions visible() {
		return new Locator.FilterOptions().setVisible(true);
	}

	private static void press(Page page, String button) {
		page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true)).click();
	}

	private BrowserContext context(int width, ColorScheme scheme) {
		return context(width, scheme, false);
	}

	/**
	 * The page has no script of its own; what looks at it for us has.
	 */
	private BrowserContext context(int width, ColorScheme scheme, boolean scripts) {
		return Chromium.context(new Browser.NewContextOptions().setJavaScriptEnabled(scripts)
			.setViewportSize(width, 900)
			.setColorScheme(scheme)
			.setBaseURL(this.api.address().toString()));
	}

	private static Page open(BrowserContext context) {
		Page page = context.newPage();
		page.navigate("/admin");
		return page;
	}

}
