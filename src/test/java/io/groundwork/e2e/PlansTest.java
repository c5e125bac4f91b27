package io.groundwork.e2e;

import java.nio.file.Path;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.groundwork.cloud.CloudFixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/**
 * Plans by what people care about, by keyboard and without scripts; and the form that
 * leads to them.
 */
class PlansTest {

	@RegisterExtension
	private final Visits visits = new Visits();

	@Test
	void aLargePlanIsReadByKeyboardAndWithoutScripts() {
		long request = LargePlan.request();
		Visit visit = this.visits.of("reviewer-1").open("/requests/" + request);
		assertThat(visit.locator("details.group summary h3").first()).hasText("Nodes");
		assertThat(visit.locator("#plan")).containsText("The difference in price is not known");
		assertThat(visit.locator("#plan")).containsText("Linode has not said what g9-unheard-of-8 costs in fr-par");
		assertThat(visit.locator("#plan")).containsText("Pool baseline");
		pictures(visit, "request-large");
		visit.locator("details.group > summary").filter(new Locator.FilterOptions().setHasText("Network")).focus();
		visit.page().keyboard().press("Enter");
		// What the page looks at meanwhile leaves open what somebody has opened.
		for (int i = 0; i < 2; i++) {
			visit.page().waitForResponse((answer) -> answer.url().endsWith("/standing"), () -> {
			});
		}
		visit.page().keyboard().press("Tab");
		pictures(visit, "request-large-open");
		visit.link("The other 1,890 of network").press("Enter");
		assertThat(visit.locator("h1")).containsText("Network: what run");
		pictures(visit, "plan-group");
		visit.link("Next").press("Enter");
		assertThat(visit.locator("main")).containsText("From number 151 on");
		Visit plain = this.visits.of("reviewer-2", Screen.PHONE.withoutScripts()).open("/requests/" + request);
		plain.locator("details.group summary").first().click();
		assertThat(plain.locator("details.group").first()).not().hasAttribute("open", "");
	}

	@Test
	void anotherTopologyBringsItsFieldsWhileSomebodyTypes() {
		CloudFixtures.known(House.portal());
		Visit engineer = this.visits.of("engineer-1").open("/requests/new?preset=production");
		assertThat(engineer.locator("[name='kubernetes.version']")).hasCount(0);
		engineer.locator("#topology").selectOption("dedicated");
		assertThat(engineer.locator("[name='kubernetes.version']")).isVisible();
		assertThat(engineer.locator("#looked")).containsText("A cluster of its own, shared with nobody");
		engineer.locator("#tier").selectOption("enterprise");
		assertThat(engineer.locator("#tier")).hasValue("enterprise");
		engineer.button("A pool with GPUs").click();
		assertThat(engineer.locator("[name='pools[1].name']")).hasValue("gpu");
		assertThat(engineer.locator("#topology")).hasValue("dedicated");
		assertThat(engineer.locator("#looked")).containsText("in 2 pools");
		engineer.locator("details.pool-more summary").nth(1).click();
		engineer.locator("[name='pools[1].taints']").fill("gpu=true:NoSchedule");
		pictures(engineer, "request-new");
		engineer.isFineOn(2);
		engineer.open("/requests/new");
		engineer.button("Forget it").click();
	}

	private static void pictures(Visit visit, String name) {
		if (Boolean.getBoolean("pictures")) {
			for (Screen screen : Screen.ALL) {
				visit.turn(screen);
				visit.page()
					.screenshot(new Page.ScreenshotOptions()
						.setPath(Path.of("target", "pictures", name + "-" + screen.name() + ".png"))
						.setFullPage(true));
			}
			visit.turn(Screen.DESK);
		}
	}

}
