package io.groundwork.bundles;

import java.util.Set;
import java.util.SortedMap;

import io.groundwork.environments.EnvironmentKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a run gets of our Terraform files: what it needs, in its place, and nothing else.
 */
class RenderingsTests {

	private static final String FLAG = "allow_deletion_override.tf";

	private final Templates template = Templates.ofThisBuild();

	@ParameterizedTest
	@EnumSource
	void aRootHasItsModulesAndTheRulesAndNothingThatOnlyTestsNeed(EnvironmentKind kind) {
		SortedMap<String, byte[]> files = Renderings.terraform(this.template, kind, false);
		assertThat(files.keySet()).contains("terraform/environments/%s/main.tf".formatted(kind.word()),
				"terraform/modules/lke-cluster/main.tf", "terraform/modules/lke-cluster/quotas/main.tf",
				"terraform/modules/network/main.dns.tf", "terraform/policy/sizes.rego", "terraform/policy/plan.rego")
			.noneMatch((path) -> path.contains("/tests/") || path.contains("/examples/") || path.endsWith(".md")
					|| path.endsWith(FLAG))
			.allMatch((path) -> !path.startsWith("terraform/environments/")
					|| path.startsWith(Renderings.root(kind) + "/"));
	}

	@ParameterizedTest
	@EnumSource
	void dataIsDeletedOnlyWithTheFileThatAllowsIt(EnvironmentKind kind) {
		Set<String> without = Renderings.terraform(this.template, kind, false).keySet();
		assertThat(Renderings.terraform(this.template, kind, true).keySet()).containsAll(without)
			.filteredOn((path) -> !without.contains(path))
			.containsExactly("terraform/modules/data-services/" + FLAG, "terraform/modules/lke-cluster/" + FLAG,
					"terraform/modules/network/" + FLAG, "terraform/modules/observability/" + FLAG);
	}

}
