package io.groundwork.plans;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.plans.Changes.Group;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What changes are about. Whoever adds a type of resource or a kind of object has to say
 * what it is about.
 */
class GroupsTests {

	private static final Pattern RESOURCE = Pattern.compile("(?m)^resource \"([a-z0-9_]+)\"");

	private static final Pattern MODULE = Pattern.compile("(?ms)^module \"([a-z_]+)\" \\{\\s*source = \"([^\"]+)\"");

	private static final Pattern OBJECT = Pattern
		.compile("(?m)^(---\\n)?apiVersion: \\S+\\nkind: (\\S+)\\nmetadata:\\n  name: (\\S+)");

	@Test
	void everyResourceThatWeMakeBelongsToAGroup() {
		Map<String, Group> groups = new TreeMap<>();
		Matcher modules = MODULE.matcher(text(Path.of("terraform/environments/system/main.tf")));
		while (modules.find()) {
			String module = "module." + modules.group(1);
			Path folder = Path.of("terraform/environments/system").resolve(modules.group(2)).normalize();
			for (Path file : files(folder, ".tf")) {
				Matcher resources = RESOURCE.matcher(text(file));
				while (resources.find()) {
					String type = resources.group(1);
					groups.put(module + " " + type,
							Groups.known(type, module)
								.orElseThrow(() -> new AssertionError(
										"%s in %s belongs to no group; add it to Groups".formatted(type, file))));
				}
			}
		}
		assertThat(groups).hasSizeGreaterThanOrEqualTo(13)
			.containsEntry("module.cluster linode_lke_cluster", Group.CLUSTER)
			.containsEntry("module.pools linode_lke_node_pool", Group.NODES)
			.containsEntry("module.network linode_firewall", Group.NETWORK)
			.containsEntry("module.network linode_domain_record", Group.NETWORK)
			.containsEntry("module.data_services linode_database_postgresql_v2", Group.DATA)
			.containsEntry("module.data_services linode_object_storage_bucket", Group.DATA)
			.containsEntry("module.observability linode_object_storage_bucket", Group.OBSERVABILITY)
			.containsEntry("module.secrets linode_token", Group.SECRETS)
			.doesNotContainValue(Group.OTHER);
	}

	/**
	 * The bundles of every preset, as they are compared byte by byte elsewhere, and the
	 * portal's own identities.
	 */
	@Test
	void everyObjectOfABundleBelongsToAGroup() {
		Map<String, Group> groups = new TreeMap<>();
		Stream
			.concat(files(Path.of("src/test/resources/bundles/golden/1"), ".txt").stream(),
					Stream.of(Path.of("src/main/resources/cluster/identities.yaml")))
			.forEach((file) -> {
				Matcher objects = OBJECT.matcher(text(file));
				while (objects.find()) {
					String kind = objects.group(2);
					String name = objects.group(3);
					groups.put(kind.equals("ConfigMap") ? kind + " " + name : kind, Groups.knownObject(kind, name)
						.orElseThrow(() -> new AssertionError(
								"%s %s in %s belongs to no group; add it to Groups".formatted(kind, name, file))));
				}
			});
		assertThat(groups).containsEntry("NetworkPolicy", Group.NETWORK)
			.containsEntry("Namespace", Group.NAMESPACE)
			.containsEntry("ResourceQuota", Group.NAMESPACE)
			.containsEntry("LimitRange", Group.NAMESPACE)
			.containsEntry("RoleBinding", Group.NAMESPACE)
			.containsEntry("SealedSecret", Group.SECRETS)
			.containsEntry("ConfigMap platform-secrets", Group.SECRETS)
			.containsEntry("ConfigMap platform-firewall", Group.NETWORK)
			.containsEntry("ValidatingAdmissionPolicy", Group.NODES)
			.containsEntry("ServiceAccount", Group.NAMESPACE);
	}

	@Test
	void whatNobodyKnowsIsEverythingElse() {
		assertThat(Groups.of("terraform_data", "")).isEqualTo(Group.OTHER);
		assertThat(Groups.ofObject("ConfigMap", "somebodys-own")).isEqualTo(Group.OTHER);
		assertThat(Groups.ofObject("Widget", "one")).isEqualTo(Group.OTHER);
		assertThat(Group.of("nodes")).contains(Group.NODES);
		assertThat(Group.of("Nodes")).isEmpty();
	}

	private static Set<Path> files(Path folder, String end) {
		try (Stream<Path> files = Files.walk(folder)) {
			return new TreeSet<>(files.filter((file) -> file.toString().endsWith(end)).toList());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String text(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
