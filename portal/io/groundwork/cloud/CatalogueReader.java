package io.groundwork.cloud;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

/**
 * Asks what can be had.
 */
@Component
class CatalogueReader {

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

	/** By the numbers in it: 1.9 is older than 1.10. */
	private static final Comparator<KubernetesVersion> NEWEST_FIRST = Comparator.comparing(
			(version) -> NUMBER.matcher(version.id()).results().map((one) -> Long.parseLong(one.group())).toList(),
			CatalogueReader::compare);

	private final LinodeClient linode;

	private final Clock clock;

	CatalogueReader(LinodeClient linode, Clock clock) {
		this.linode = linode;
		this.clock = clock;
	}

	Catalogue read(Bearer bearer) {
		List<KubernetesVersion> versions = new ArrayList<>();
		for (String tier : List.of("standard", "enterprise")) {
			this.linode.list(bearer, "lke/tiers/%s/versions".formatted(tier))
				.stream()
				.map((row) -> new KubernetesVersion(row.path("id").asString(""), tier))
				.sorted(NEWEST_FIRST)
				.forEach(versions::add);
		}
		return new Catalogue(this.clock.instant(),
				this.linode.list(bearer, "regions").stream().map(CatalogueReader::region).toList(),
				this.linode.list(bearer, "linode/types").stream().map(CatalogueReader::plan).toList(), versions,
				this.linode.list(bearer, "databases/engines").stream().map(CatalogueReader::engine).toList(),
				this.linode.list(bearer, "databases/types").stream().map(CatalogueReader::databasePlan).toList(),
				this.linode.list(bearer, "lke/types").stream().map(CatalogueReader::controlPlane).toList(),
				unavailable(this.linode.list(bearer, "regions/availability")));
	}

	private static Region region(JsonNode row) {
		Set<String> capabilities = new TreeSet<>();
		row.path("capabilities").forEach((one) -> capabilities.add(one.asString("")));
		return new Region(row.path("id").asString(""), row.path("label").asString(""), row.path("country").asString(""),
				"ok".equals(row.path("status").asString("")), capabilities);
	}

	private static Plan plan(JsonNode row) {
		return new Plan(row.path("id").asString(""), row.path("label").asString(""), row.path("class").asString(""),
				row.path("vcpus").asInt(0), row.path("memory").asInt(0), row.path("disk").asInt(0),
				row.path("gpus").asInt(0), price(row.path("price")), prices(row));
	}

	private static ControlPlane controlPlane(JsonNode row) {
		return new ControlPlane(row.path("id").asString(""), row.path("label").asString(""), price(row.path("price")),
				prices(row));
	}

	private static Map<String, Price> prices(JsonNode row) {
		Map<String, Price> prices = new TreeMap<>();
		row.path("region_prices").forEach((one) -> prices.put(one.path("id").asString(""), price(one)));
		return prices;
	}

	private static DatabaseEngine engine(JsonNode row) {
		return new DatabaseEngine(row.path("id").asString(""), row.path("engine").asString(""),
				row.path("version").asString(""));
	}

	private static DatabasePlan databasePlan(JsonNode row) {
		Map<Integer, Price> prices = new TreeMap<>();
		row.path("engines")
			.path("postgresql")
			.forEach((one) -> prices.put(one.path("quantity").asInt(0), price(one.path("price"))));
		return new DatabasePlan(row.path("id").asString(""), row.path("label").asString(""), row.path("vcpus").asInt(0),
				row.path("memory").asInt(0), row.path("disk").asInt(0), prices);
	}

	private static int compare(List<Long> left, List<Long> right) {
		for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
			int order = right.get(i).compareTo(left.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(right.size(), left.size());
	}

	private static Price price(JsonNode row) {
		return new Price(row.path("hourly").asDecimal(BigDecimal.ZERO), row.path("monthly").asDecimal(BigDecimal.ZERO));
	}

	private static Map<String, Set<String>> unavailable(List<JsonNode> rows) {
		Map<String, Set<String>> unavailable = new TreeMap<>();
		for (JsonNode row : rows) {
			if (!row.path("available").asBoolean(true)) {
				unavailable.computeIfAbsent(row.path("region").asString(""), (region) -> new TreeSet<>())
					.add(row.path("plan").asString(""));
			}
		}
		return unavailable;
	}

}
