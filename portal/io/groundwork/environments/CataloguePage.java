package io.groundwork.environments;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.groundwork.cloud.Cloud;
import io.groundwork.environments.prices.Bill;
import io.groundwork.environments.prices.PriceChange;
import io.groundwork.environments.prices.PriceList;
import io.groundwork.environments.spec.Offered;
import io.groundwork.environments.spec.Presets;
import io.groundwork.environments.spec.Quota;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.SpecSchema;
import io.groundwork.environments.spec.SpecWriter;
import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/**
 * What an environment can be made of, for people: the four presets.
 */
@Hidden
@Controller
@RequestMapping("/catalogue")
class CataloguePage {

	private static final MediaType JSON_SCHEMA = MediaType.valueOf("application/schema+json");

	private final Cloud cloud;

	private final Offered offered;

	private final Agreeing agreeing;

	CataloguePage(Cloud cloud, Offered offered, Agreeing agreeing) {
		this.agreeing = agreeing;
		this.cloud = cloud;
		this.offered = offered;
	}

	@GetMapping
	String show(Model model) {
		Presets presets = Presets.FOUNDATION.with(this.offered);
		PriceList prices = new PriceList(this.cloud.catalogue());
		model.addAttribute("presets",
				Arrays.stream(EnvironmentKind.values())
					.map(presets::of)
					.map((spec) -> Preset.of(spec, this.agreeing.to(spec.kind()),
							PriceChange.between(Bill.NONE, Bill.of(spec), prices)))
					.toList());
		return "environments/catalogue";
	}

	@GetMapping("/spec.schema.json")
	ResponseEntity<String> schema() {
		return ResponseEntity.ok().contentType(JSON_SCHEMA).body(SpecSchema.json().toPrettyString() + "\n");
	}

	/**
	 * One preset as its card shows it.
	 *
	 * @param kind the kind of environment
	 * @param purpose what it is for
	 * @param facts what it means, by what it is about
	 * @param spec the spec itself
	 */
	record Preset(String kind, String purpose, Map<String, String> facts, String spec) {

		static Preset of(Spec spec, String approvals, PriceChange price) {
			return new Preset(spec.kind().word(), purpose(spec.kind()), facts(spec, approvals, price),
					SpecWriter.json(spec).toPrettyString());
		}

		private static Map<String, String> facts(Spec spec, String approvals, PriceChange price) {
			Map<String, String> facts = new LinkedHashMap<>();
			facts.put("Cluster",
					spec.ownsCluster() ? "its own, which the others are on too" : "that of the system environment");
			facts.put("Region", spec.region());
			facts.put("Nodes",
					spec.pools()
						.stream()
						.map((pool) -> "%d to %d %s".formatted(pool.min(), pool.max(), pool.plan()))
						.collect(Collectors.joining(", ")));
			facts.put("Namespace", spec.namespace().name());
			facts.put("Quota", quota(new Quota(spec.namespace().services())));
			facts.put("Data store", dataStore(spec));
			facts.put("Secrets", spec.secrets().stream().map(Spec.Secret::name).collect(Collectors.joining(", ")));
			facts.put("Logs", "kept for %d days%s".formatted(spec.observability().retentionDays(),
					spec.observability().tracing() ? ", with traces" : ""));
			facts.put("Approvals", approvals);
			facts.put("Price", (price.after() != null) ? price.then() + " for control plane, nodes and data store"
					: "not known, as Linode has not said it yet");
			return facts;
		}

		private static String purpose(EnvironmentKind kind) {
			return switch (kind) {
				case DEVELOPMENT -> "Where services are tried while they are written.";
				case STAGING -> "Where a release is looked at before anybody depends on it.";
				case PRODUCTION -> "What people depend on.";
				case SYSTEM -> "The shared cluster, and what the platform itself runs on it.";
			};
		}

		private static String quota(Quota quota) {
			return "%d services: %d pods, %d processors and %d GiB asked for, at most twice that".formatted(
					quota.services(), quota.pods(), quota.requestedMillicores() / 1000,
					quota.requestedMebibytes() / 1024);
		}

		private static String dataStore(Spec spec) {
			Spec.DataStore store = spec.dataStore();
			if (store == null) {
				return "none";
			}
			return "PostgreSQL %s, %s of %s".formatted(store.version(),
					(store.nodes() == 1) ? "one node" : store.nodes() + " nodes", store.plan());
		}

	}

}
