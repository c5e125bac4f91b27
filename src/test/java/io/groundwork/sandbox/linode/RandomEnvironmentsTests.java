package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.groundwork.Proof;
import io.groundwork.bundles.values.Cluster;
import io.groundwork.bundles.values.SpecValues;
import io.groundwork.environments.EnvironmentKind;
import io.groundwork.environments.spec.RandomSpecs;
import io.groundwork.environments.spec.Spec;
import io.groundwork.environments.spec.Tier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever spec is valid, Terraform takes what is rendered from it, and what it plans
 * keeps to the rules.
 */
@Tag("proof")
class RandomEnvironmentsTests {

	private static final JsonMapper JSON = JsonMapper.shared();

	/**
	 * What Terraform takes for one more module grows with how many there are.
	 */
	private static final int LOT = 25;

	@Test
	void theyValidateTogetherAndPlanWithinTheRules(@TempDir Path folder) throws Exception {
		int size = Proof.size("platform.specs", 8, 500);
		RandomSpecs random = new RandomSpecs(Proof.random("platform.specs"));
		List<Rendered> all = new ArrayList<>();
		for (int number = 0; number < size; number++) {
			all.add(Rendered.of(number, random.next()));
		}
		FileSystemUtils.copyRecursively(Path.of("terraform"), folder.resolve("terraform"));
		try (LinodeApi api = LinodeApi.start(Files.createDirectory(folder.resolve("cloud")), Settings.quick())) {
			Caller cloud = new Caller(api);
			for (int first = 0; first < size; first += LOT) {
				validate(all.subList(first, Math.min(first + LOT, size)), folder.resolve("terraform"), cloud);
			}
			plan(all, folder.resolve("terraform"), cloud);
		}
	}

	/**
	 * A configuration that has each of them as a module.
	 */
	private static void validate(List<Rendered> all, Path tree, Caller cloud) throws IOException {
		ObjectNode modules = JSON.createObjectNode();
		for (Rendered one : all) {
			ObjectNode module = modules.putObject("number" + one.number());
			module.put("source", "./environments/" + one.kind().word());
			module.setAll((ObjectNode) literal(JSON.readTree(one.values())));
		}
		ObjectNode file = JSON.createObjectNode();
		file.set("module", modules);
		file.putObject("terraform").putObject("required_providers").putObject("linode").put("source", "linode/linode");
		Path here = Files.writeString(tree.resolve("batch.tf.json"), file.toString());
		try (Terraform terraform = Terraform.in(tree, cloud)) {
			Terraform.Result validated = terraform.run("validate", "-json");
			JsonNode said = JSON.readTree(validated.said());
			assertThat(said.path("valid").asBoolean()).as(validated.said()).isTrue();
		}
		Files.delete(here);
	}

	/**
	 * In JSON each text is a template to Terraform.
	 */
	private static JsonNode literal(JsonNode node) {
		return JSON.readTree(node.toString().replace("${", "$${").replace("%{", "%%{"));
	}

	private static void plan(List<Rendered> all, Path tree, Caller cloud) throws Exception {
		Map<EnvironmentKind, List<Rendered>> kinds = new TreeMap<>();
		all.forEach((one) -> kinds.computeIfAbsent(one.kind(), (kind) -> new ArrayList<>()).add(one));
		try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
			List<Future<Integer>> planned = kinds.entrySet()
				.stream()
				.map((kind) -> threads
					.submit(planned(kind.getValue(), tree.resolve("environments/" + kind.getKey().word()), cloud)))
				.toList();
			int judged = 0;
			for (Future<Integer> one : planned) {
				judged += one.get();
			}
			assertThat(judged).isEqualTo(all.size());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

	private static Callable<Integer> planned(List<Rendered> all, Path here, Caller cloud) {
		return () -> {
			try (Terraform terraform = Terraform.in(here, cloud)) {
				for (Rendered one : all) {
					String name = "random" + one.number();
					Files.writeString(here.resolve(name + ".json"), one.values());
					terraform.must("plan", "-lock=false", "-var-file=" + name + ".json", "-out=" + name);
					Files.writeString(here.resolve(name + ".plan.json"), terraform.must("show", "-json", name).said());
				}
			}
			return judge(here);
		};
	}

	private static int judge(Path here) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(System.getProperty("groundwork.tools.conftest"), "test",
				"--no-color", "--output", "json", "--policy", "../../policy"));
		try (var plans = Files.list(here)) {
			plans.map((path) -> path.getFileName().toString())
				.filter((name) -> name.endsWith(".plan.json"))
				.forEach(command::add);
		}
		Path said = here.resolve("judged");
		new ProcessBuilder(command).directory(here.toFile()).redirectOutput(said.toFile()).start().waitFor();
		JsonNode judged = JSON.readTree(Files.readString(said));
		judged.forEach((one) -> assertThat(one.path("failures")).as(() -> one.toPrettyString()).isEmpty());
		return judged.size();
	}

	/**
	 * A spec as Terraform is given it.
	 */
	private record Rendered(int number, EnvironmentKind kind, String values) {

		static Rendered of(int number, Spec spec) {
			SortedSet<String> nodes = new TreeSet<>(List.of("192.0.2.11", "2001:db8::11"));
			Cluster cluster = spec.ownsCluster() ? new Cluster.Own(nodes) : host(number, spec, nodes);
			return new Rendered(number, spec.kind(), new SpecValues("random-" + number, "team-" + number, "ias",
					new TreeSet<>(List.of("203.0.113.7/32")), spec, cluster, null, false)
				.write());
		}

		private static Cluster host(int number, Spec spec, SortedSet<String> nodes) {
			boolean enterprise = new Random(number).nextBoolean();
			return new Cluster.Host(4711, spec.region(), enterprise ? Tier.ENTERPRISE : Tier.STANDARD,
					enterprise ? new Cluster.Subnet(1, 2, "10.0.0.0/22") : null, nodes);
		}

	}

}
