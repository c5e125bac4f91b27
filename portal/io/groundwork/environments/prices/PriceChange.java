package io.groundwork.environments.prices;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What something costs a month before and after. A sum in which a price is missing is not
 * known, rather than too small; what is billed by its use is in no sum, and named.
 *
 * @param before what it costs now; null if that is not known
 * @param after what it would cost; null if that is not known
 * @param difference how much more or less that is; null if that is not known
 * @param currency in which money
 * @param unknown what is in none of these, in sentences without their full stops
 * @param lines why it differs, a line for each thing
 */
@Schema(name = "PriceChange")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PriceChange(@Nullable Cost before, @Nullable Cost after, @Nullable Cost difference, String currency,
		List<String> unknown, List<Line> lines) {

	private static final String CURRENCY = "USD";

	/**
	 * Prices both and compares them, thing by thing.
	 */
	public static PriceChange between(Bill before, Bill after, PriceList prices) {
		Map<String, Pair> pairs = new LinkedHashMap<>();
		before.items().forEach((item) -> pairs.put(key(item, pairs, true), new Pair(item, null)));
		after.items().forEach((item) -> pairs.merge(key(item, pairs, false), new Pair(null, item), Pair::with));
		TreeSet<String> unknown = new TreeSet<>();
		List<Line> lines = new ArrayList<>();
		Cost difference = Cost.NONE;
		for (Pair pair : pairs.values()) {
			pair.items().filter((item) -> prices.of(item).isEmpty()).forEach((item) -> unknown.add(missing(item)));
			if (pair.listed() && pair.changes()) {
				Line line = line(pair, prices);
				lines.add(line);
				difference = plus(difference, line.difference());
			}
		}
		return new PriceChange(sum(before, prices), sum(after, prices), difference, CURRENCY, List.copyOf(unknown),
				List.copyOf(lines));
	}

	/**
	 * Two things of one name are told apart by their place.
	 */
	private static String key(Item item, Map<String, Pair> pairs, boolean first) {
		String key = item.kind() + " " + item.name();
		int place = 1;
		String unique = key;
		while (pairs.containsKey(unique) && (first || pairs.get(unique).after() != null)) {
			place++;
			unique = key + " " + place;
		}
		return unique;
	}

	private static String missing(Item item) {
		if (!item.kind().listed()) {
			return item.kind().unlisted();
		}
		if (item.plan().isEmpty()) {
			return "%s: its size is known only after apply".formatted(item.name());
		}
		return "%s: Linode has not said what %s costs%s".formatted(item.name(), item.plan(),
				item.region().isEmpty() ? " wherever that may be" : " in " + item.region());
	}

	private static Line line(Pair pair, PriceList prices) {
		Optional<Cost> before = (pair.before() != null) ? prices.of(pair.before()) : Optional.of(Cost.NONE);
		Optional<Cost> after = (pair.after() != null) ? prices.of(pair.after()) : Optional.of(Cost.NONE);
		Cost difference = (before.isPresent() && after.isPresent()) ? after.get().minus(before.get()) : null;
		return new Line(pair.items().findFirst().orElseThrow().name(), words(pair.before(), prices),
				words(pair.after(), prices), difference);
	}

	private static @Nullable String words(@Nullable Item item, PriceList prices) {
		if (item == null) {
			return null;
		}
		String what = switch (item.kind()) {
			case CONTROL_PLANE -> item.plan().equals(Bill.ENTERPRISE) ? "of the enterprise tier" : "highly available";
			default -> item.words();
		};
		String each = prices.each(item).map(Cost::dollars).orElse("an unknown price");
		return what + ((item.kind() == Item.Kind.NODES) ? " at " + each : ", " + each);
	}

	private static @Nullable Cost plus(@Nullable Cost sum, @Nullable Cost more) {
		return (sum != null && more != null) ? sum.plus(more) : null;
	}

	private static @Nullable Cost sum(Bill bill, PriceList prices) {
		Cost sum = Cost.NONE;
		for (Item item : bill.items()) {
			if (item.kind().listed()) {
				sum = plus(sum, prices.of(item).orElse(null));
			}
		}
		return sum;
	}

	/**
	 * The difference for people, such as "+$0.00 to +$192.00 a month".
	 */
	@JsonIgnore
	public String headline() {
		Cost much = this.difference;
		if (much == null) {
			return "The difference in price is not known";
		}
		return much.nothing() ? "±$0.00 a month" : much.signed() + " a month";
	}

	/**
	 * Both sums for people.
	 */
	@JsonIgnore
	public String sums() {
		return "%s now, %s then".formatted(words(this.before), words(this.after));
	}

	/**
	 * What it would cost, for people.
	 */
	@JsonIgnore
	public String then() {
		return words(this.after) + " a month";
	}

	private static String words(@Nullable Cost cost) {
		if (cost == null) {
			return "not known";
		}
		return (cost.most().compareTo(BigDecimal.ZERO) == 0) ? "nothing" : cost.words();
	}

	/**
	 * Why it differs, as to one thing.
	 *
	 * @param what which thing
	 * @param before what it is now, with its price; null if it is new
	 * @param after what it would be, with its price; null if it goes
	 * @param difference how much more or less that is; null if that is not known
	 */
	@Schema(name = "PriceLine")
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Line(String what, @Nullable String before, @Nullable String after, @Nullable Cost difference) {

		@JsonIgnore
		public String amount() {
			Cost much = this.difference;
			return (much != null) ? much.signed() : "not known";
		}

		@JsonIgnore
		public String why() {
			if (this.before == null) {
				return "new: " + this.after;
			}
			return (this.after == null) ? "goes: " + this.before : "%s → %s".formatted(this.before, this.after);
		}

	}

	/**
	 * One thing before and after.
	 */
	private record Pair(@Nullable Item before, @Nullable Item after) {

		Pair with(Pair later) {
			return new Pair(this.before, later.after);
		}

		Stream<Item> items() {
			return Stream.of(Optional.ofNullable(this.before), Optional.ofNullable(this.after))
				.flatMap(Optional::stream);
		}

		boolean listed() {
			return items().allMatch((item) -> item.kind().listed());
		}

		boolean changes() {
			return this.before == null || !this.before.equals(this.after);
		}

	}

}
