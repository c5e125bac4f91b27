package io.groundwork.environments.prices;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.ControlPlane;
import io.groundwork.cloud.DatabasePlan;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Price;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.prices.Item.Kind;
import io.groundwork.environments.spec.Presets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What things cost before and after.
 */
class PriceChangeTests {

	private static final PriceList PRICES = new PriceList(new Catalogue(Instant.EPOCH, List.of(),
			List.of(plan("g6-standard-4", "48"), plan("g6-standard-8", "192"), plan("g0-free", "0")), List.of(),
			List.of(),
			List.of(new DatabasePlan("g6-dedicated-2", "Dedicated 4GB", 2, 4096, 1,
					Map.of(1, price("65"), 3, price("195.30")))),
			List.of(new ControlPlane("lke-ha", "LKE High Availability", price("60"), Map.of("br-gru", price("84"))),
					new ControlPlane("lke-e", "LKE Enterprise", price("300"), Map.of())),
			Map.of()));

	@Test
	void anAutoscalerMakesARange() {
		PriceChange change = PriceChange.between(bill(pool("g6-standard-4", "fr-par", 3, 6)),
				bill(pool("g6-standard-4", "fr-par", 3, 10)), PRICES);
		assertThat(change.before()).isEqualTo(cost("144", "288"));
		assertThat(change.after()).isEqualTo(cost("144", "480"));
		assertThat(change.difference()).isEqualTo(cost("0", "192"));
		assertThat(change.headline()).isEqualTo("±$0.00 to +$192.00 a month");
		assertThat(change.lines()).singleElement().satisfies((line) -> {
			assertThat(line.what()).isEqualTo("Pool baseline");
			assertThat(line.why())
				.isEqualTo("3 to 6 nodes of g6-standard-4 at $48.00 → 3 to 10 nodes of g6-standard-4 at $48.00");
			assertThat(line.amount()).isEqualTo("±$0.00 to +$192.00");
		});
		assertThat(change.unknown()).isEmpty();
	}

	@Test
	void aRegionMayHaveItsOwnPrice() {
		PriceChange change = PriceChange.between(Bill.NONE, bill(pool("g6-standard-4", "br-gru", 2, 2),
				new Item(Kind.CONTROL_PLANE, "Control plane", Bill.HIGHLY_AVAILABLE, "br-gru", 1, 1)), PRICES);
		assertThat(change.after()).isEqualTo(cost("218.40", "218.40"));
		assertThat(change.sums()).isEqualTo("nothing now, $218.40 then");
		PriceChange nowhere = PriceChange.between(Bill.NONE, bill(pool("g6-standard-4", "", 2, 2)), PRICES);
		assertThat(nowhere.after()).as("it is not known which price counts").isNull();
	}

	@Test
	void whatIsNotKnownIsNotNothing() {
		PriceChange change = PriceChange.between(bill(pool("g6-standard-4", "fr-par", 1, 1)),
				bill(pool("g9-new-1", "fr-par", 1, 1)), PRICES);
		assertThat(change.before()).isEqualTo(cost("48", "48"));
		assertThat(change.after()).isNull();
		assertThat(change.difference()).isNull();
		assertThat(change.headline()).isEqualTo("The difference in price is not known");
		assertThat(change.unknown())
			.containsExactly("Pool baseline: Linode has not said what g9-new-1 costs in fr-par");
		assertThat(PriceChange.between(Bill.NONE, bill(pool("g0-free", "fr-par", 1, 1)), PRICES).after())
			.as("nothing that is listed is free")
			.isNull();
		// What stays is no part of the difference, known or not.
		Item unlisted = new Item(Kind.NODES, "Pool odd", "g9-new-1", "fr-par", 1, 1);
		PriceChange other = PriceChange.between(bill(unlisted, pool("g6-standard-4", "fr-par", 1, 1)),
				bill(unlisted, pool("g6-standard-4", "fr-par", 2, 2)), PRICES);
		assertThat(other.before()).isNull();
		assertThat(other.difference()).isEqualTo(cost("48", "48"));
		assertThat(other.headline()).isEqualTo("+$48.00 a month");
	}

	@Test
	void aPresetHasControlPlaneNodesAndDataStoreAndWhatIsBilledByUseIsNamed() {
		PriceChange system = PriceChange.between(Bill.NONE, Bill.of(Presets.FOUNDATION.of(EnvironmentKind.SYSTEM)),
				PRICES);
		assertThat(system.unknown()).contains("buckets, by what is kept in them",
				"NodeBalancers, as services ask for them");
		PriceChange production = PriceChange.between(Bill.NONE,
				Bill.of(Presets.FOUNDATION.of(EnvironmentKind.PRODUCTION)), PRICES);
		assertThat(production.after()).isEqualTo(cost("771.30", "2115.30"));
		PriceChange ended = PriceChange.between(Bill.of(Presets.FOUNDATION.of(EnvironmentKind.PRODUCTION)), Bill.NONE,
				PRICES);
		assertThat(ended.headline()).isEqualTo("−$771.30 to −$2,115.30 a month");
		assertThat(ended.lines()).hasSize(2).allSatisfy((line) -> assertThat(line.why()).startsWith("goes: "));
	}

	@Test
	void twoOfOneNameAreComparedInTheirOrder() {
		PriceChange change = PriceChange.between(
				bill(pool("g6-standard-4", "fr-par", 1, 1), pool("g6-standard-8", "fr-par", 1, 1)),
				bill(pool("g6-standard-4", "fr-par", 1, 1), pool("g6-standard-8", "fr-par", 2, 2)), PRICES);
		assertThat(change.lines()).hasSize(1);
		assertThat(change.difference()).isEqualTo(cost("192", "192"));
	}

	private static Item pool(String plan, String region, int least, int most) {
		return new Item(Kind.NODES, "Pool baseline", plan, region, least, most);
	}

	private static Bill bill(Item... items) {
		return new Bill(List.of(items));
	}

	private static Cost cost(String least, String most) {
		return new Cost(new BigDecimal(least), new BigDecimal(most));
	}

	private static Plan plan(String id, String monthly) {
		return new Plan(id, id, "standard", 1, 1, 1, 0, price(monthly), Map.of("br-gru", price("67.20")));
	}

	private static Price price(String monthly) {
		return new Price(BigDecimal.ZERO, new BigDecimal(monthly));
	}

}
