package io.groundwork.e2e;

import io.groundwork.notices.NoticeFixtures;
import io.groundwork.requests.RequestFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * A notice leads whoever reads it to where they have something to do.
 */
class NoticesTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void aNoticeLeadsToTheButtonAndCountsUntilItIsRead() {
		RequestFixtures requests = new RequestFixtures(House.portal());
		long request = requests.waiting("payments", "staging", requests.stranger());
		Visit visit = this.visits.of("reviewer-2").open("/me");
		NoticeFixtures notices = new NoticeFixtures(House.portal());
		notices.notice("reviewer-2", "An older one");
		visit.open("/notices");
		visit.button("Mark all as read").click();
		assertThat(visit.locator(".flash")).containsText("as read");
		assertThat(visit.locator("a[href='/notices'] .count")).hasCount(0);
		notices.notice("reviewer-2", "Request %d waits for you to decide".formatted(request),
				"/requests/%d#approve".formatted(request));
		visit.open("/notices");
		assertThat(visit.locator("a[href='/notices'] .count")).containsText("1");
		visit.link("Request %d waits for you to decide".formatted(request)).click();
		assertThat(visit.locator("#approve:target button")).isInViewport();
		assertThat(visit.locator("#approve button")).hasText("Approve this plan");
	}

}
