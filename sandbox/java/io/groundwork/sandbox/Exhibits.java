package io.groundwork.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.groundwork.web.Chart;
import io.groundwork.web.Choice;
import io.groundwork.web.Diff;
import io.groundwork.web.Meter;
import org.jspecify.annotations.Nullable;

/**
 * What the gallery puts into the components: made up, and chosen to be short, long, empty
 * and broken.
 */
final class Exhibits {

	static final Map<String, String> REGIONS = ordered("", "Choose a region", "fr-par", "Paris (fr-par)", "nl-ams",
			"Amsterdam (nl-ams)");

	static final Map<String, String> SCOPES = ordered("me:read", "Read who you are", "audit:read",
			"Read the audit record");

	static final List<Choice> ROLES = List.of(new Choice("viewer", "Viewer", "Looks, changes nothing"),
			new Choice("operator", "Operator", "Restarts, scales, debugs"),
			new Choice("break-glass", "Break glass", "Only a platform engineer may", false));

	static final Map<String, String> ERRORS = ordered("bad-name", "Give the token a name, so that you know it again.",
			"bad-for", "At most 90 days; enter 90d or less.");

	static final Map<String, String> FACTS = ordered("Environment", "production", "Revision now", "17", "Address",
			"a-rather-long-host-name-that-does-not-fit.production.example.org:5432", "Owner", "");

	static final List<String> CONSEQUENCES = List.of("It was used 14 minutes ago from 192.0.2.10.",
			"Scripts that use it stop working at once.", "It cannot be taken back; you can make a new one.");

	static final Map<String, String> TABS = ordered("Overview", "/sandbox/components#tabs", "Timeline",
			"/sandbox/components?tab=timeline", "Runs", "/sandbox/components?tab=runs", "Revisions",
			"/sandbox/components?tab=revisions", "Network", "/sandbox/components?tab=network", "Observability",
			"/sandbox/components?tab=observability");

	static final List<Meter> METERS = List.of(new Meter("Services", 19, 30, ""), new Meter("CPU", 11.5, 24, ""),
			new Meter("Memory", 81, 96, " GiB"), new Meter("Public addresses", 8, 8, ""), new Meter("GPU", 0, 3, ""));

	static final Diff DIFF = new Diff(List.of(
			new Diff.Group("Nodes", "Terraform",
					List.of(new Diff.Change(Diff.Kind.CHANGED, "linode_lke_node_pool.baseline",
							List.of(attribute("node_count", "3", "5"), attribute("autoscaler.max", "6", "10"))),
							new Diff.Change(Diff.Kind.ADDED, "linode_firewall_device.baseline[3]", List.of()))),
			new Diff.Group("Data store", "Terraform", List
				.of(new Diff.Change(Diff.Kind.CHANGED, "linode_database_postgresql_v2.main", List.of(
						new Diff.Attribute("root_password", Diff.Value.SENSITIVE, Diff.Value.SENSITIVE),
						new Diff.Attribute("host_primary", Diff.Value.of("lin-1.example.org"), Diff.Value.UNKNOWN),
						new Diff.Attribute("allow_list", Diff.Value.NONE, Diff.Value
							.of("[\"192.0.2.10/32\", \"192.0.2.11/32\", \"192.0.2.12/32\", \"192.0.2.13/32\"]")))))),
			new Diff.Group("Quota", "Kubernetes, ias-production", List.of(new Diff.Change(Diff.Kind.CHANGED,
					"ResourceQuota/services", List.of(attribute("hard.requests.cpu", "24", "40")))))),
			List.of());

	static final Diff LOSS = new Diff(
			List.of(new Diff.Group("Data store", "Terraform",
					List.of(new Diff.Change(Diff.Kind.REPLACED, "linode_database_postgresql_v2.main",
							List.of(attribute("region", "fr-par", "nl-ams"))),
							new Diff.Change(Diff.Kind.DESTROYED, "linode_object_storage_bucket.exports", List.of())))),
			List.of("The database is made again, empty. Its 41 GB are gone; the last backup is 6 hours old.",
					"The bucket “exports” and its 1,204 objects are gone, and there is no backup of them."));

	static final Diff UNCHANGED = new Diff(List.of(), List.of());

	private Exhibits() {
	}

	static Chart latency(Instant now) {
		return chart("Ingress p95", " ms", 300.0, now, 92, 88, 95, 90, 86, 120, 180, 344, 160, 110, 96, 91, 88, 84);
	}

	static Chart availability(Instant now) {
		return chart("Control plane", "%", null, now, 99.97, 99.98, 99.95, null, null, 99.94, 99.2, 99.9, 99.96, 99.97,
				99.98, 99.97, 99.98, 99.98);
	}

	static Chart unmeasured(Instant now) {
		return chart("Requests answered", "%", null, now, (Double) null);
	}

	private static Chart chart(String label, String unit, @Nullable Double limit, Instant now,
			@Nullable Number... values) {
		return new Chart(label, unit,
				IntStream.range(0, values.length)
					.mapToObj((i) -> new Chart.Point(now.minus(Duration.ofDays(values.length - 1L - i)),
							(values[i] != null) ? values[i].doubleValue() : null))
					.toList(),
				limit);
	}

	private static Diff.Attribute attribute(String name, String before, String after) {
		return new Diff.Attribute(name, Diff.Value.of(before), Diff.Value.of(after));
	}

	private static Map<String, String> ordered(String... pairs) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2) {
			map.put(pairs[i], pairs[i + 1]);
		}
		return map;
	}

}
