package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real Terraform, or OpenTofu, in a folder of its own, with a simulated Linode as its
 * cloud. The provider comes from the mirror that {@code scripts/tools provider} names.
 */
final class Terraform implements AutoCloseable {

	private static final Duration MOST = Duration.ofMinutes(4);

	private static final String PROVIDER = """
			terraform {
			  required_providers {
			    linode = {
			      source  = "registry.terraform.io/linode/linode"
			      version = "3.13.0"
			    }
			  }
			}

			provider "linode" {
			  event_poll_ms          = 50
			  lke_node_ready_poll_ms = 50
			  min_retry_delay_ms     = 20
			  max_retry_delay_ms     = 200
			}
			""";

	private static final String LOCK = ".terraform.lock.hcl";

	private static @Nullable Made made;

	private final Path folder;

	private final Map<String, String> environment = new TreeMap<>();

	private final Path said;

	/**
	 * @param folder an empty one
	 * @param cloud where the API is, and a token for it
	 */
	Terraform(Path folder, Caller cloud) {
		this(folder, cloud, "provider.tf", PROVIDER);
	}

	private Terraform(Path folder, Caller cloud, String name, String provider) {
		this.folder = folder;
		this.said = folder.resolve("said.txt");
		this.environment.put("LINODE_URL", cloud.address().toString());
		this.environment.put("LINODE_TOKEN", cloud.token());
		this.environment.put("LINODE_API_VERSION", "v4beta");
		this.environment.put("TF_CLI_CONFIG_FILE", write(".terraformrc", """
				disable_checkpoint = true
				provider_installation {
				  filesystem_mirror {
				    path = "%s"
				  }
				}
				""".formatted(System.getProperty("groundwork.tools.provider"))).toString());
		this.environment.put("TF_IN_AUTOMATION", "1");
		this.environment.put("TF_INPUT", "0");
		write(name, provider);
	}

	/**
	 * In a folder with a configuration that has a provider of its own, which here is told
	 * to look more often, and a backend, in whose place the state is kept in the folder.
	 */
	static Terraform in(Path folder, Caller cloud) {
		Terraform terraform = new Terraform(folder, cloud, "here_override.tf.json", """
				{
				  "terraform": { "backend": { "local": {} } },
				  "provider": {
				    "linode": {
				      "event_poll_ms": 50, "lke_node_ready_poll_ms": 50,
				      "min_retry_delay_ms": 20, "max_retry_delay_ms": 200
				    }
				  }
				}
				""");
		terraform.must("init");
		return terraform;
	}

	/**
	 * The configuration from now on, and the provider for it.
	 */
	Terraform with(String configuration) {
		write("main.tf", configuration);
		if (!Files.exists(this.folder.resolve(".terraform"))) {
			init();
		}
		return this;
	}

	/**
	 * The first time in this JVM; after that, what it has made is made again: a lock and
	 * a link, and not a second of reading the provider.
	 */
	private void init() {
		Path place = this.folder.resolve(".terraform/providers/registry.terraform.io/linode/linode/3.13.0");
		try {
			Made first = made;
			if (first == null) {
				must("init");
				try (Stream<Path> links = Files.list(place)) {
					Path link = links.findFirst().orElseThrow();
					made = new Made(link.getFileName(), link.toRealPath(), Files.readString(this.folder.resolve(LOCK)));
				}
			}
			else {
				Files.createDirectories(place);
				Files.createSymbolicLink(place.resolve(first.system()), first.provider());
				write(LOCK, first.lock());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What init makes for a configuration that wants {@link #PROVIDER}.
	 *
	 * @param system the operating system and the processor
	 * @param provider where the provider is
	 * @param lock the checksums of the provider
	 */
	private record Made(Path system, Path provider, String lock) {

	}

	/**
	 * Files of one of the configurations in the tests' resources.
	 */
	Terraform withThat(String name, String... files) {
		for (String file : files) {
			try (var content = Terraform.class.getResourceAsStream("/terraform/%s/%s".formatted(name, file))) {
				write(file, new String(Objects.requireNonNull(content, file).readAllBytes()));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		if (!Files.exists(this.folder.resolve(".terraform"))) {
			must("init");
		}
		return this;
	}

	Terraform without(String file) {
		try {
			Files.delete(this.folder.resolve(file));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Terraform set(String variable, Object value) {
		this.environment.put("TF_VAR_" + variable, String.valueOf(value));
		return this;
	}

	/**
	 * More of the process's environment.
	 */
	Terraform tell(Map<String, String> more) {
		this.environment.putAll(more);
		return this;
	}

	private Path write(String name, String content) {
		try {
			return Files.writeString(this.folder.resolve(name), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String apply() {
		return must("apply", "-auto-approve").said();
	}

	String destroy() {
		return must("destroy", "-auto-approve").said();
	}

	/**
	 * Plans, and wants nothing to do.
	 */
	void wantNothing() {
		Result plan = run("plan", "-detailed-exitcode");
		assertThat(plan.status()).as(plan.said()).isZero();
	}

	/**
	 * Plans, and tells what would be done: the action of each address.
	 */
	Map<String, String> changes() {
		must("plan", "-out=plan");
		Map<String, String> changes = new TreeMap<>();
		for (JsonNode change : shown("plan").path("resource_changes")) {
			List<String> actions = new ArrayList<>();
			change.path("change").path("actions").forEach((action) -> actions.add(action.asString()));
			if (change.path("mode").asString("").equals("managed") && !actions.equals(List.of("no-op"))) {
				changes.put(change.path("address").asString(), String.join(" and ", actions));
			}
		}
		return changes;
	}

	/**
	 * The resources in the state, each with its ID.
	 */
	Map<String, String> state() {
		Map<String, String> ids = new TreeMap<>();
		for (JsonNode resource : shown().path("values").path("root_module").path("resources")) {
			if (resource.path("mode").asString("").equals("managed")) {
				ids.put(resource.path("address").asString(), resource.path("values").path("id").asString(""));
			}
		}
		return ids;
	}

	/**
	 * A resource's attributes.
	 */
	JsonNode values(String address) {
		for (JsonNode resource : shown().path("values").path("root_module").path("resources")) {
			if (resource.path("address").asString("").equals(address)) {
				return resource.path("values");
			}
		}
		throw new AssertionError("There is no %s in the state: %s".formatted(address, state().keySet()));
	}

	JsonNode output(String name) {
		return Json.MAPPER.readTree(must("output", "-json", name).said());
	}

	private JsonNode shown(String... what) {
		List<String> arguments = new ArrayList<>(List.of("show", "-json"));
		arguments.addAll(List.of(what));
		return Json.MAPPER.readTree(must(arguments.toArray(String[]::new)).said());
	}

	/**
	 * Moves the state away, as if nothing had been made from here.
	 */
	void forget() {
		move("terraform.tfstate", "forgotten.tfstate");
	}

	/**
	 * Brings it back in place of what there is since.
	 */
	void remember() {
		move("forgotten.tfstate", "terraform.tfstate");
	}

	private void move(String from, String to) {
		try {
			Files.move(this.folder.resolve(from), this.folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Lets go of the provider: a folder with a link in it is nothing that JUnit likes to
	 * delete.
	 */
	@Override
	public void close() {
		try {
			FileSystemUtils.deleteRecursively(this.folder.resolve(".terraform"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Result must(String... arguments) {
		Result result = run(arguments);
		assertThat(result.status()).as(String.join(" ", arguments) + ": " + result.said()).isZero();
		return result;
	}

	Result run(String... arguments) {
		return start(arguments).await();
	}

	Running start(String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("groundwork.tools.terraform"));
		command.add(arguments[0]);
		command.add("-no-color");
		command.addAll(List.of(arguments).subList(1, arguments.length));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.said.toFile());
		builder.environment().putAll(this.environment);
		try {
			return new Running(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What a command ended with.
	 *
	 * @param status its exit status
	 * @param said all that it said
	 */
	record Result(int status, String said) {

		/**
		 * In one line and without the frame that errors are drawn with, to look for
		 * sentences in.
		 */
		String flat() {
			return this.said.replaceAll("[\\s│╷╵]+", " ");
		}

	}

	/**
	 * A command that goes on.
	 */
	final class Running {

		private final Process process;

		Running(Process process) {
			this.process = process;
		}

		String saidSoFar() {
			try {
				return Files.readString(Terraform.this.said);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/**
		 * Asks it to stop, as Ctrl-C does.
		 */
		void interrupt() {
			try {
				new ProcessBuilder("kill", "-INT", Long.toString(this.process.pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		Result await() {
			@Nullable InterruptedException interrupted = null;
			try {
				if (this.process.waitFor(MOST.toSeconds(), TimeUnit.SECONDS)) {
					return new Result(this.process.exitValue(), saidSoFar());
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				interrupted = ex;
			}
			this.process.descendants().forEach(ProcessHandle::destroyForcibly);
			this.process.destroyForcibly();
			throw new AssertionError("It did not end: " + saidSoFar(), interrupted);
		}

	}

}
