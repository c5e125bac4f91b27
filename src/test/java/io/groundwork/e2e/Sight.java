package io.groundwork.e2e;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.microsoft.playwright.Locator;
import io.groundwork.access.GrantFixtures;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.environments.Environment;
import io.groundwork.environments.Environments;
import io.groundwork.identity.DeviceFixtures;
import io.groundwork.notices.NoticeFixtures;
import io.groundwork.requests.RequestFixtures;
import io.groundwork.runs.RunRows;
import io.groundwork.state.StateFixtures;
import org.jspecify.annotations.Nullable;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A page in one of its states: with much, with nothing, with what was refused, or
 * failing.
 *
 * @param name what is to be seen
 * @param person who sees it; null for somebody who is not signed in
 * @param way how to get there
 */
record Sight(String name, @Nullable String person, Consumer<Visit> way) {

	/**
	 * The name of its picture.
	 */
	String image() {
		return this.name + ".jpg";
	}

	static List<Sight> usual() {
		return List.of(page("home", "platform-1", "/"), page("home-without-tokens", "auditor-1", "/"),
				page("me", "platform-1", "/me"), page("tokens", "platform-1", "/tokens"),
				page("tokens-none", "auditor-1", "/tokens"),
				new Sight("tokens-refused", "auditor-1", Sight::refusedToken),
				new Sight("tokens-secret", "platform-1", Sight::madeToken), page("people", "platform-1", "/people"),
				page("people-none", "platform-1", "/people?name=zz"), page("device", "engineer-1", "/device"),
				new Sight("device-asking", "engineer-1",
						(visit) -> visit.open("/device?code=" + new DeviceFixtures(House.portal()).asking())),
				new Sight("device-unknown", "sre-1", (visit) -> visit.expects(400).open("/device?code=BCDF-GHJK")),
				new Sight("person", "platform-1", (visit) -> visit.open("/people/" + House.person("engineer-1"))),
				new Sight("person-lock-refused", "platform-1", Sight::lockedWithoutReason),
				page("audit", "platform-1", "/audit"), new Sight("audit-row", "platform-1", Sight::openedRow),
				page("audit-none", "auditor-1", "/audit?person=zz&outcome=failed"),
				new Sight("audit-refused", "auditor-1",
						(visit) -> visit.expects(400).open("/audit?from=yesterday&person=engineer-1")),
				new Sight("state", "engineer-1",
						(visit) -> visit.open(state(StateFixtures.fresh(House.portal(), "payments").name()))),
				new Sight("state-none", "engineer-1",
						(visit) -> visit.open(state(StateFixtures.empty(House.portal(), "payments")))),
				new Sight("state-locked-and-diverged", "platform-1", (visit) -> visit.open(state(troubled()))),
				new Sight("state-refused", "platform-1", Sight::unlockedWithoutReason),
				new Sight("files", "engineer-1", (visit) -> visit.open(files("?path=network/policies.yaml"))),
				new Sight("files-changes", "engineer-1", (visit) -> visit.open(files("/changes"))),
				new Sight("access", "engineer-1", Sight::access),
				page("access-none", "auditor-1", "/access?environment=nowhere"),
				new Sight("access-decide", "reviewer-1", (visit) -> {
					grants().pending("payments", grants().stranger());
					visit.open("/access");
				}), new Sight("access-refused", "auditor-1", (visit) -> visit.expects(400).open("/access?status=gone")),
				new Sight("break-glass", "sre-1", (visit) -> {
					grants().broken("payments", grants().stranger());
					visit.open("/break-glass");
				}), new Sight("break-glass-waits", "sre-1", (visit) -> {
					grants().toReview("payments", House.person("sre-1"));
					visit.open("/break-glass");
				}),
				new Sight("break-glass-review", "platform-1",
						(visit) -> visit.open("/access/" + grants().toReview("payments", House.person("sre-1")))),
				new Sight("break-glass-inside", "sre-1",
						(visit) -> visit.open("/access/" + grants().broken("payments", House.person("sre-1")))),
				new Sight("access-new", "engineer-1", (visit) -> {
					requests().done("payments", House.person("engineer-1"));
					visit.open("/access/new");
				}), new Sight("access-new-refused", "engineer-1", Sight::refusedGrant),
				new Sight("grant", "engineer-1",
						(visit) -> visit.open("/access/" + grants().active("payments", House.person("engineer-1")))),
				new Sight("grant-pending", "reviewer-1",
						(visit) -> visit.open("/access/" + grants().pending("payments", grants().stranger()))),
				new Sight("grant-ended", "engineer-1",
						(visit) -> visit.open("/access/" + grants().ended("payments", House.person("engineer-1")))),
				new Sight("grant-watched", "platform-1",
						(visit) -> visit.open("/access/" + grants().watched("payments", House.person("engineer-1")))),
				new Sight("audit-grant", "platform-1",
						(visit) -> visit
							.open("/audit?subject=grant:" + grants().watched("payments", House.person("engineer-1")))),
				new Sight("grant-hindered", "platform-1",
						(visit) -> visit.open("/access/" + grants().hindered("payments", House.person("engineer-1")))),
				new Sight("grant-refused", "engineer-1", Sight::refusedExtension),
				page("environments", "platform-1", "/environments"), page("rules", "platform-1", "/rules"),
				new Sight("freezes", "platform-1", (visit) -> {
					freeze();
					visit.open("/freezes");
				}), new Sight("freezes-refused", "platform-1", Sight::refusedFreeze),
				new Sight("freeze", "platform-1", (visit) -> visit.open("/freezes/" + freeze())),
				new Sight("freeze-seen", "engineer-1", (visit) -> visit.open("/freezes/" + freeze())),
				new Sight("request-frozen", "platform-1", (visit) -> visit.open("/requests/" + frozen())),
				new Sight("delegations", "reviewer-2", Sight::delegations),
				page("delegations-none", "auditor-1", "/delegations"),
				new Sight("inbox-several", "reviewer-1", (visit) -> {
					waiting("development");
					waiting("development");
					visit.open("/inbox");
					visit.locator("[data-key=x]").first().check();
				}), new Sight("inbox-refused", "reviewer-1", Sight::refusedChoice),
				new Sight("environment", "engineer-1",
						(visit) -> visit
							.open("/environments/" + StateFixtures.fresh(House.portal(), "payments").name())),
				new Sight("request", "reviewer-1", (visit) -> visit.open("/requests/" + waiting("production"))),
				new Sight("request-large", "reviewer-1", (visit) -> visit.open("/requests/" + LargePlan.request())),
				new Sight("plan-group", "engineer-1",
						(visit) -> visit.open("/runs/%d/plan/network?from=1850".formatted(LargePlan.run()))),
				new Sight("plan-group-none", "engineer-1",
						(visit) -> visit.open("/runs/%d/plan/cluster".formatted(LargePlan.run()))),
				new Sight("request-queued", "engineer-1", (visit) -> visit.open("/requests/" + queued())),
				new Sight("request-own", "engineer-1", (visit) -> visit.open("/requests/" + own("checking"))),
				new Sight("request-failed", "engineer-1", (visit) -> visit.open("/requests/" + own("failed"))),
				new Sight("request-failed-step", "engineer-1",
						(visit) -> visit
							.open("/requests/" + failed("There is no room for 3 more g6-standard-8 in fr-par"))),
				new Sight("request-applying", "engineer-1",
						(visit) -> visit
							.open("/requests/" + requests().applying("payments", House.person("engineer-1")))),
				new Sight("request-done", "engineer-1",
						(visit) -> visit.open("/requests/" + requests().done("payments", House.person("engineer-1")))),
				new Sight("timeline", "engineer-1", (visit) -> visit.open(timeline(lived()))),
				new Sight("timeline-none", "engineer-1",
						(visit) -> visit.open(timeline(StateFixtures.empty(House.portal(), "payments")))),
				new Sight("requests", "platform-1", (visit) -> {
					own("withdrawn");
					visit.open("/requests");
				}), page("requests-none", "engineer-1", "/requests?environment=nowhere"),
				new Sight("inbox", "reviewer-1", (visit) -> {
					waiting("staging");
					visit.open("/inbox");
				}), page("inbox-none", "engineer-3", "/inbox"),
				page("foundation", "platform-1", "/requests/foundation"),
				new Sight("request-foundation", "platform-1",
						(visit) -> visit.open("/requests/" + requests().foundation(House.person("platform-1")))),
				page("request-new", "engineer-1", "/requests/new?preset=production"),
				page("request-new-owner", "engineer-1", "/requests/new?preset=system"),
				new Sight("request-new-refused", "engineer-1", Sight::refusedWish),
				page("notices-none", "sre-1", "/notices"), new Sight("notices", "engineer-1", Sight::notices),
				page("notices-chosen", "engineer-1", "/settings/notices"),
				new Sight("notices-outside", "platform-1", Sight::noticesOutside),
				new Sight("notices-outside-refused", "platform-1", Sight::refusedWebhook),
				page("catalogue", "engineer-1", "/catalogue"), new Sight("cloud", "platform-1", Sight::cloud),
				new Sight("cloud-refused", "platform-1", Sight::refusedLimit),
				page("search", "platform-1", "/search?q=e"), page("search-none", "engineer-1", "/search?q=zz"),
				page("search-not-asked", "engineer-1", "/search"), page("signed-out", null, "/signed-out"),
				page("sign-in-failed", null, "/sign-in-failed?reason=locked"),
				new Sight("error-403", "engineer-1", (visit) -> visit.expects(403).open("/audit")),
				new Sight("error-404", "engineer-1", (visit) -> visit.expects(404).open("/nowhere/at/all")),
				new Sight("error-404-person", "platform-1", (visit) -> visit.expects(404).open("/people/4711")),
				new Sight("help", "platform-1", Sight::help));
	}

	/**
	 * What {@link Growth} makes hard.
	 */
	static List<Sight> grown() {
		return List.of(page("long-home", Growth.PERSON, "/"), page("long-me", Growth.PERSON, "/me"),
				page("long-tokens", Growth.PERSON, "/tokens"), page("long-people", "platform-1", "/people?name=guest"),
				new Sight("long-person", "platform-1", (visit) -> visit.open("/people/" + Growth.person())),
				new Sight("long-person-locked", "platform-1", (visit) -> visit.open("/people/" + Growth.guest())),
				page("long-audit-broken", "platform-1", "/audit"),
				new Sight("long-audit-row", "platform-1", (visit) -> {
					visit.open("/audit?outcome=failed");
					visit.locator("details.audit-row summary").last().click();
				}),
				new Sight("long-request-failed-step", "engineer-1",
						(visit) -> visit
							.open("/requests/" + failed("WithoutAnEnd".repeat(40) + " and then on and on".repeat(30)))),
				new Sight("long-timeline", "engineer-1",
						(visit) -> visit.open(timeline(requests()
							.environment(failed("WithoutAnEnd".repeat(40) + " and then on and on".repeat(30)))))),
				page("long-search", "platform-1", "/search?q=guest"),
				page("long-search-words", "platform-1", "/search?q=" + "words-without-a-gap".repeat(10)),
				new Sight("long-error-404", "engineer-1",
						(visit) -> visit.expects(404).open("/" + "nowhere-at-all".repeat(15))));
	}

	private static String files(String more) {
		return "/environments/" + StateFixtures.empty(House.portal(), "payments") + "/files" + more;
	}

	private static long waiting(String kind) {
		RequestFixtures requests = new RequestFixtures(House.portal());
		return requests.waiting("payments", kind, requests.stranger());
	}

	private static long own(String status) {
		RequestFixtures requests = new RequestFixtures(House.portal());
		return requests.of("payments", House.person("engineer-1"), status);
	}

	private static GrantFixtures grants() {
		return new GrantFixtures(House.portal());
	}

	private static void access(Visit visit) {
		long me = House.person("engineer-1");
		grants().ended("payments", me);
		grants().hindered("payments", me);
		grants().pending("payments", me);
		grants().active("payments", me);
		visit.open("/access");
	}

	private static void refusedGrant(Visit visit) {
		requests().done("payments", House.person("engineer-1"));
		visit.open("/access/new");
		visit.locator("#life").fill("25h");
		visit.locator("#reason").fill("The orders of last night are stuck");
		visit.expects(400).button("Ask for access").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void refusedExtension(Visit visit) {
		visit.open("/access/" + grants().active("payments", House.person("engineer-1")));
		visit.button("Extend…").click();
		visit.locator("#extend-life").fill("24h");
		visit.expects(409).button("Ask for it").click();
		assertThat(visit.locator("[role=alert]")).containsText("at most");
	}

	private static RequestFixtures requests() {
		return new RequestFixtures(House.portal());
	}

	private static long failed(String error) {
		return requests().failed("payments", House.person("engineer-1"), error);
	}

	private static long queued() {
		return requests().queued("payments", House.person("engineer-1"));
	}

	private static String timeline(String environment) {
		return "/environments/" + environment + "/timeline";
	}

	/**
	 * The name of an environment in which something happened, well and not.
	 */
	private static String lived() {
		String name = requests().environment(requests().done("payments", House.person("engineer-1")));
		Environment environment = House.portal().bean(Environments.class).named(name).orElseThrow();
		RunRows runs = new RunRows(House.portal());
		runs.add(environment, "drift", "done", "groundwork", "", "Nothing differs");
		long failed = runs.add(environment, "verify", "failed", "sre-1", "", "The API server does not answer");
		runs.steps(failed, "prepare done", "verify failed The API server does not answer");
		runs.add(environment, "drift", "queued", "groundwork", "the hourly check", null);
		return name;
	}

	private static long freeze() {
		return new RequestFixtures(House.portal()).freeze("nowhere", Duration.ofMinutes(-5), Duration.ofDays(3));
	}

	/**
	 * One that waits for a vote and for the end of a freeze.
	 */
	private static long frozen() {
		RequestFixtures requests = new RequestFixtures(House.portal());
		long request = waiting("production");
		requests.frozen(request);
		return request;
	}

	private static void refusedFreeze(Visit visit) {
		visit.expects(400).open("/freezes");
		visit.field("Name").fill("Winter holidays");
		visit.locator("#until").fill("2020-01-01T00:00");
		visit.locator("#reason").fill("Nobody is here");
		visit.button("Declare the freeze").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void delegations(Visit visit) {
		RequestFixtures requests = new RequestFixtures(House.portal());
		// Each at a time of its own.
		Duration from = Duration.ofDays(1).plusSeconds(System.nanoTime() / 1_000_000 % 10_000_000);
		requests.delegation(House.person("reviewer-2"), requests.stranger(), from, from.plusMillis(900));
		requests.delegation(requests.stranger(), House.person("reviewer-2"), from, from.plusDays(3));
		visit.open("/delegations");
	}

	private static void refusedChoice(Visit visit) {
		long first = waiting("development");
		visit.expects(409).open("/inbox");
		Locator box = visit.locator("#request-%d [data-key=x]".formatted(first));
		box.check();
		new RequestFixtures(House.portal()).withdraw(first);
		visit.button("Approve the chosen").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void notices(Visit visit) {
		NoticeFixtures notices = new NoticeFixtures(House.portal());
		visit.open("/me");
		for (int i = 1; i <= 4; i++) {
			notices.notice("engineer-1", "Request %d waits for you to decide".formatted(i));
		}
		visit.open("/notices");
		visit.locator(".notices tbody tr").nth(2).locator("button").click();
		assertThat(visit.locator(".notices tr.unread").first()).isVisible();
	}

	private static void noticesOutside(Visit visit) {
		NoticeFixtures notices = new NoticeFixtures(House.portal());
		UUID webhook = notices.webhook(false);
		notices.delivery(webhook, "sent", "");
		notices.delivery(webhook, "waiting", "The receiver answered with 503");
		notices.delivery(notices.webhook(true), "given-up",
				"The receiver's certificate is not to be trusted, or it speaks no TLS");
		visit.open("/operations/notices");
	}

	private static void refusedWebhook(Visit visit) {
		visit.expects(400).open("/operations/notices");
		visit.field("Name").fill("ticket-desk");
		visit.field("Address").fill("https://169.254.169.254/latest/meta-data");
		visit.button("Add the webhook").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void refusedWish(Visit visit) {
		visit.expects(400).open("/requests/new");
		visit.field("Name").first().fill("No name");
		visit.field("Why").fill("A place for the shop");
		visit.locator("[name='pools[0].min']").fill("many");
		visit.button("Ask for it").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static Sight page(String name, @Nullable String person, String path) {
		return new Sight(name, person, (visit) -> visit.open(path));
	}

	private static void refusedToken(Visit visit) {
		visit.expects(400).open("/tokens");
		visit.field("Name").fill("nightly-export");
		visit.field("Lives for").fill("400d");
		visit.button("Make the token").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void madeToken(Visit visit) {
		visit.open("/tokens");
		visit.field("Name").fill("seen-once");
		visit.button("Make the token").click();
		assertThat(visit.locator(".secret")).isVisible();
	}

	private static void lockedWithoutReason(Visit visit) {
		visit.expects(400).open("/people/" + House.person("engineer-1"));
		Locator reason = visit.field("Reason");
		reason.fill(" ");
		visit.button("Lock this person").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	private static void unlockedWithoutReason(Visit visit) {
		visit.expects(400).open(state(troubled()));
		visit.field("Reason for unlocking").fill(" ");
		visit.button("Break the lock").click();
		assertThat(visit.locator(".wrong")).isVisible();
	}

	private static void cloud(Visit visit) {
		CloudFixtures.limited(House.portal());
		visit.open("/operations/cloud");
	}

	private static void refusedLimit(Visit visit) {
		CloudFixtures.known(House.portal());
		visit.expects(400).open("/operations/cloud");
		visit.field("Where").fill("nowhere");
		visit.field("How many there may be").fill("9");
		visit.button("Set this limit").click();
		assertThat(visit.locator("[data-errors]")).isVisible();
	}

	/**
	 * Where a lock is held by somebody with a long name, and two states diverged.
	 */
	private static String troubled() {
		StateFixtures environment = StateFixtures.fresh(House.portal(), "payments").locked();
		environment.diverged();
		environment.diverged();
		environment.settled();
		return environment.name();
	}

	private static String state(String environment) {
		return "/environments/" + environment + "/state";
	}

	private static void openedRow(Visit visit) {
		visit.open("/audit?action=token.");
		visit.locator("details.audit-row summary").first().click();
	}

	private static void help(Visit visit) {
		visit.open("/");
		visit.press("?");
		assertThat(visit.locator("#help:modal")).isVisible();
	}

	@Override
	public String toString() {
		return this.name;
	}

}
