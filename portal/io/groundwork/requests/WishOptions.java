package io.groundwork.requests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.groundwork.cloud.Catalogue;
import io.groundwork.cloud.Cloud;
import io.groundwork.cloud.DatabaseEngine;
import io.groundwork.cloud.DatabasePlan;
import io.groundwork.cloud.KubernetesVersion;
import io.groundwork.cloud.Plan;
import io.groundwork.cloud.Region;
import io.groundwork.environments.Environment;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.Environments;
import io.groundwork.identity.SignedIn;

import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * What can be chosen in the form: what Linode has, whose clusters there are, the teams of
 * whoever asks, and rows for pools.
 */
@Component
class WishOptions {

	private static final String GPU_PLAN = "g2-gpu-rtx4000a1-s";

	private final Cloud cloud;

	private final Environments environments;

	WishOptions(Cloud cloud, Environments environments) {
		this.cloud = cloud;
		this.environments = environments;
	}

	void show(SignedIn who, Map<String, String> fields, Model model) {
		Catalogue catalogue = this.cloud.catalogue();
		String tier = fields.getOrDefault("tier", "").isEmpty() ? "standard" : fields.get("tier");
		model.addAttribute("kinds", Arrays.stream(EnvironmentKind.values()).map(EnvironmentKind::word).toList());
		model.addAttribute("regions", with(fields.getOrDefault("region", ""),
				catalogue.regions().stream().filter(Region::up).map(Region::id).toList()));
		model.addAttribute("plans", catalogue.plans().stream().map(Plan::id).toList());
		model.addAttribute("versions",
				with(fields.getOrDefault("kubernetes.version", ""),
						catalogue.versions()
							.stream()
							.filter((version) -> version.tier().equals(tier))
							.map(KubernetesVersion::id)
							.toList()));
		model.addAttribute("databasePlans", with(fields.getOrDefault("dataStore.plan", ""),
				catalogue.databasePlans().stream().map(DatabasePlan::id).toList()));
		model.addAttribute("databaseVersions",
				with(fields.getOrDefault("dataStore.version", ""),
						catalogue.engines()
							.stream()
							.filter((engine) -> engine.engine().equals("postgresql"))
							.map(DatabaseEngine::version)
							.sorted()
							.toList()));
		model.addAttribute("teams", teams(who, fields));
		model.addAttribute("hosts", hosts(fields));
		model.addAttribute("poolRows", rows(fields));
	}

	private static List<String> with(String chosen, List<String> offered) {
		List<String> options = new ArrayList<>(offered);
		if (!chosen.isEmpty() && !options.contains(chosen)) {
			options.addFirst(chosen);
		}
		return options;
	}

	private static List<String> teams(SignedIn who, Map<String, String> fields) {
		List<String> teams = new ArrayList<>(who.teamNames());
		String chosen = fields.getOrDefault("team", "");
		if (!chosen.isEmpty() && !teams.contains(chosen)) {
			teams.add(chosen);
		}
		return teams;
	}

	/**
	 * Whose clusters there are to choose from; none where there is nothing to choose.
	 */
	private List<String> hosts(Map<String, String> fields) {
		List<String> owners = this.environments.shared().stream().map(Environment::name).toList();
		String chosen = fields.getOrDefault("host", "");
		return (owners.size() > 1 || !chosen.isEmpty()) ? with(chosen, owners) : List.of();
	}

	/**
	 * Those with pools in them, and an empty one.
	 */
	private static List<Integer> rows(Map<String, String> fields) {
		List<Integer> rows = new ArrayList<>();
		boolean empty = false;
		for (int i = 0; i < SpecForm.POOLS; i++) {
			boolean named = named(fields, i);
			if (named || !empty) {
				rows.add(i);
			}
			empty |= !named;
		}
		return rows;
	}

	private static boolean named(Map<String, String> fields, int pool) {
		return !fields.getOrDefault("pools[%d].name".formatted(pool), "").isBlank();
	}

	/**
	 * What was typed so far, with what follows from it: a pool more if somebody pressed
	 * the button for one, and a version of Kubernetes that the tier has.
	 */
	Map<String, String> following(Map<String, String> typed) {
		Map<String, String> fields = new LinkedHashMap<>(typed);
		version(fields);
		String wanted = fields.remove("more");
		if (wanted != null) {
			int row = 0;
			while (row < SpecForm.POOLS && named(fields, row)) {
				row++;
			}
			boolean gpu = wanted.equals("gpu");
			String at = "pools[%d].".formatted(row);
			fields.put(at + "name", unused(fields, gpu ? "gpu" : "pool"));
			fields.put(at + "plan",
					gpu ? gpu(fields.getOrDefault("region", "")) : fields.getOrDefault("pools[0].plan", ""));
			fields.put(at + "min", "1");
			fields.put(at + "max", "3");
		}
		return fields;
	}

	/**
	 * Each tier has versions of its own. What neither has, somebody meant otherwise.
	 */
	private void version(Map<String, String> fields) {
		String tier = fields.getOrDefault("tier", "");
		String chosen = fields.getOrDefault("kubernetes.version", "");
		List<KubernetesVersion> versions = this.cloud.versions();
		if (versions.stream().anyMatch((one) -> one.id().equals(chosen))
				&& !versions.contains(new KubernetesVersion(chosen, tier))) {
			versions.stream()
				.filter((one) -> one.tier().equals(tier))
				.findFirst()
				.ifPresent((newest) -> fields.put("kubernetes.version", newest.id()));
		}
	}

	private static String unused(Map<String, String> fields, String name) {
		String unused = name;
		for (int i = 2; fields.containsValue(unused); i++) {
			unused = name + "-" + i;
		}
		return unused;
	}

	private String gpu(String region) {
		Catalogue catalogue = this.cloud.catalogue();
		return catalogue.offers(region, GPU_PLAN) ? GPU_PLAN
				: catalogue.plans()
					.stream()
					.filter((plan) -> plan.gpus() > 0 && catalogue.offers(region, plan.id()))
					.map(Plan::id)
					.findFirst()
					.orElse(GPU_PLAN);
	}

}
