package io.groundwork.e2e;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

import com.microsoft.playwright.Locator;
import io.groundwork.cloud.CloudFixtures;
import io.groundwork.notices.NoticeFixtures;
import io.groundwork.requests.RequestFixtures;
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

	static List<Sight> usual() {
		return List.of(page("home", "platform-1", "/"), page("home-without-tokens", "auditor-1", "/"),
				page("me", "platform-1", "/me"), page("tokens", "platform-1", "/tokens"),
				page("tokens-none", "auditor-1", "/tokens"),
				new Sight("tokens-refused", "auditor-1", Sight::refusedToken),
				new Sight("tokens-secret", "platform-1", Sight::madeToken), page("people", "platform-1", "/people"),
				page("people-none", "platform-1", "/people?name=zz"),
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
				page("environments", "platform-1", "/environments"), page("rules", "platform-1", "/rules"),
				new Sight("environment", "engineer-1",
						(visit) -> visit
							.open("/environments/" + StateFixtures.fresh(House.portal(), "payments").name())),
				new Sight("request", "reviewer-1", (visit) -> visit.open("/requests/" + waiting("production"))),
				new Sight("request-own", "engineer-1", (visit) -> visit.open("/requests/" + own("checking"))),
				new Sight("request-failed", "engineer-1", (visit) -> visit.open("/requests/" + own("failed"))),
				new Sight("requests", "platform-1", (visit) -> {
					own("withdrawn");
					visit.open("/requests");
				}), page("requests-none", "engineer-1", "/requests?environment=nowhere"),
				new Sight("inbox", "reviewer-1", (visit) -> {
					waiting("staging");
					visit.open("/inbox");
				}), page("inbox-none", "engineer-3", "/inbox"),
				page("request-new", "engineer-1", "/requests/new?preset=production"),
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
				}), page("long-search", "platform-1", "/search?q=guest"),
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
