package io.groundwork.bundles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Spec.Allow;
import io.groundwork.environments.spec.Spec.Egress;
import io.groundwork.environments.spec.Spec.Peer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the first renderer makes never changes, as environments exist that were made with
 * it. Who wants other output writes the next renderer; these files are not for editing.
 */
class GoldenTests {

	private static final Path FOLDER = Path.of("src/test/resources/bundles/golden/1");

	@ParameterizedTest
	@MethodSource("names")
	void isWhatItAlwaysWas(String name) throws IOException {
		String made = all(
				Bundles.render(Objects.requireNonNull(orders().get(name)), Renderer.numbered(1), Samples.templates()));
		Path kept = Path.of("target/golden", name + ".txt");
		Files.createDirectories(kept.getParent());
		Files.writeString(kept, made);
		assertThat(made).isEqualTo(Files.readString(FOLDER.resolve(name + ".txt")));
	}

	static Stream<String> names() {
		return orders().keySet().stream();
	}

	private static Map<String, BundleOrder> orders() {
		Map<String, BundleOrder> orders = new LinkedHashMap<>();
		for (EnvironmentKind kind : EnvironmentKind.values()) {
			orders.put(kind.word(), Samples.preset(kind));
		}
		Spec guest = Samples.with(Presets.FOUNDATION.named("payments-preview").of(EnvironmentKind.DEVELOPMENT),
				network());
		orders.put("everything", Samples.everything(guest));
		orders.put("everything-dedicated", Samples.everything(Samples.dedicated(guest)));
		return orders;
	}

	private static Spec.Network network() {
		return new Spec.Network(
				List.of(new Allow(peer(null, "payments"), peer(null, "ledger"), 8443),
						new Allow(peer(null, "payments"), peer("development", "ledger"), 8443),
						new Allow(peer("system", "monitor"), peer("payments-preview", "ledger"), 8443)),
				List.of(new Egress("203.0.113.0/24", 443, "The bank: \"Karten & Überweisungen\""),
						new Egress("2001:DB8:1::/64", 5432, "The archive"),
						new Egress("0.0.0.0/0", 443, "Whoever customers name")),
				Presets.FOUNDATION.of(EnvironmentKind.STAGING).network().firewall());
	}

	private static Peer peer(@Nullable String environment, String app) {
		return new Peer(environment, new TreeMap<>(Map.of("app", app)));
	}

	private static String all(Bundle bundle) {
		StringBuilder all = new StringBuilder();
		bundle.paths().forEach((path) -> all.append("=== ").append(path).append('\n').append(bundle.text(path)));
		return all.toString();
	}

}
