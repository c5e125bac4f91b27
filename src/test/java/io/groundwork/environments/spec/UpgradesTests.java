package io.groundwork.environments.spec;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Older specs are brought to the present version step by step. There is no older one yet,
 * so the one here is made up.
 */
class UpgradesTests {

	private final Upgrades upgrades = new Upgrades(Map.of(-1, (older) -> renamed(older, "store", "database"), 0,
			(older) -> renamed(older, "database", "dataStore")));

	private final SpecReader reader = new SpecReader(Presets.FOUNDATION, this.upgrades);

	@Test
	void everyOlderVersionIsReadAsThePresentOne() {
		Spec present = this.reader.read("{\"schema\":1,\"kind\":\"staging\",\"dataStore\":{\"version\":\"16\"}}")
			.orThrow("spec");
		assertThat(this.reader.read("{\"schema\":0,\"kind\":\"staging\",\"database\":{\"version\":\"16\"}}")
			.orThrow("spec")).isEqualTo(present);
		assertThat(
				this.reader.read("{\"schema\":-1,\"kind\":\"staging\",\"store\":{\"version\":\"16\"}}").orThrow("spec"))
			.isEqualTo(present);
	}

	@Test
	void anUpgradeLeavesWhatItWasGivenAsItWas() {
		ObjectNode older = (ObjectNode) JsonMapper.shared()
			.readTree("{\"schema\":0,\"kind\":\"staging\",\"database\":{\"version\":\"16\"}}");
		ObjectNode before = older.deepCopy();
		this.reader.read(older).orThrow("spec");
		assertThat(older).isEqualTo(before);
	}

	@Test
	void whatNoStepLeadsFromIsRefused() {
		for (int version : new int[] { -2, 2, Integer.MAX_VALUE, Integer.MIN_VALUE }) {
			assertThat(this.reader.read("{\"schema\":%d,\"kind\":\"staging\"}".formatted(version)))
				.isEqualTo(new SpecReading.Refused(
						List.of(new Problem("schema", "is " + version, "give 1, the version that this portal knows"))));
		}
		assertThat(Upgrades.ALL.knows(0)).isFalse();
		assertThat(Upgrades.ALL.knows(Spec.SCHEMA)).isTrue();
	}

	private static ObjectNode renamed(ObjectNode spec, String from, String to) {
		spec.set(to, spec.remove(from));
		return spec;
	}

}
