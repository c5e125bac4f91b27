package io.groundwork.e2e;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.groundwork.Chromium;

/**
 * The cookies of people who have signed in to one portal; they do so once for all tests.
 */
final class Sessions {

	private final Supplier<URI> address;

	private final Map<String, String> cookies = new HashMap<>();

	Sessions(Supplier<URI> address) {
		this.address = address;
	}

	URI address() {
		return this.address.get();
	}

	String of(String name) {
		return this.cookies.computeIfAbsent(name, (key) -> {
			try (BrowserContext context = Chromium.context(Screen.DESK.options().setBaseURL(address().toString()))) {
				Page page = context.newPage();
				page.navigate("/");
				page.locator("button:has(strong:text-is('%s'))".formatted(name)).click();
				page.waitForURL(address() + "/");
				return context.storageState();
			}
		});
	}

	void forget(String name) {
		this.cookies.remove(name);
	}

}
