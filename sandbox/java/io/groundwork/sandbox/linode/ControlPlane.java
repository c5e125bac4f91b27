package io.groundwork.sandbox.linode;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One cluster's control plane: the process that {@code sandbox/cluster} explains, and
 * what it has said so far. It ends when its standard input does, and so with this JVM.
 */
final class ControlPlane implements AutoCloseable {

	private static final Logger log = LoggerFactory.getLogger(ControlPlane.class);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final long cluster;

	private final Process process;

	private final BufferedWriter commands;

	private final Set<String> ready = ConcurrentHashMap.newKeySet();

	private volatile Optional<Clusters.Access> access = Optional.empty();

	/**
	 * What there was last, while the administrator's token is made anew.
	 */
	private volatile Optional<Clusters.Access> last = Optional.empty();

	private final AuditCourier courier;

	private volatile boolean audit;

	private volatile URI endpoint = URI.create("https://127.0.0.1:1");

	private int said;

	private boolean begun;

	private boolean away;

	private ControlPlane(Clusters.Wanted wanted, Process process, Path audited, Audits audits) {
		this.cluster = wanted.id();
		this.audit = wanted.audit();
		this.courier = new AuditCourier(this.cluster, audited, audits, () -> this.audit);
		this.process = process;
		this.commands = process.outputWriter();
		// It waits for a pipe, which keeps a virtual thread on its carrier.
		Thread.ofPlatform().daemon().name("lke" + this.cluster).start(this::listen);
	}

	static ControlPlane start(Path program, Path folder, Clusters.Wanted wanted, Audits audits) {
		try {
			Files.createDirectories(folder.getParent());
			Path audited = folder.resolve("audit");
			List<String> command = new ArrayList<>(List.of(program.toString(), "run", "-folder", folder.toString(),
					"-id", Long.toString(wanted.id()), "-label", wanted.label(), "-region", wanted.region(), "-tier",
					wanted.tier(), "-kubernetes-version", wanted.version()));
			if ("enterprise".equals(wanted.tier())) {
				// Always: whether they are delivered may change while the cluster runs.
				command.addAll(List.of("-audit", audited.toString()));
			}
			return new ControlPlane(wanted, new ProcessBuilder(command).redirectError(log(folder).toFile()).start(),
					audited, audits);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The control plane of cluster %d did not start".formatted(wanted.id()), ex);
		}
	}

	/**
	 * What the process says for people; beside its folder, which it makes itself.
	 */
	static Path log(Path folder) {
		return folder.resolveSibling(folder.getFileName() + ".log");
	}

	Optional<Clusters.Access> access() {
		return this.access;
	}

	boolean isReady(String node) {
		return this.ready.contains(name(node));
	}

	void want(Clusters.Wanted wanted) {
		this.audit = wanted.audit();
		ObjectNode command = Json.object().put("command", "nodes");
		ArrayNode nodes = command.putArray("nodes");
		for (Clusters.Pool pool : wanted.pools()) {
			for (Clusters.Node node : pool.nodes()) {
				nodes.add(node(pool, node));
			}
		}
		say(command);
	}

	private ObjectNode node(Clusters.Pool pool, Clusters.Node node) {
		ObjectNode said = Json.object()
			.put("name", name(node.id()))
			.put("pool", pool.id())
			.put("instance", node.instance())
			.put("externalIp", Fleet.address(node.instance()))
			.put("type", pool.type())
			.put("cpu", pool.vcpus())
			.put("memory", pool.memory())
			.put("disk", pool.disk())
			.put("gpu", pool.gpus());
		ObjectNode labels = said.putObject("labels");
		pool.labels().forEach(labels::put);
		ArrayNode taints = said.putArray("taints");
		pool.taints()
			.forEach((taint) -> taints.addObject()
				.put("key", taint.key())
				.put("value", taint.value())
				.put("effect", taint.effect()));
		return said;
	}

	private String name(String node) {
		return "lke%d-%s".formatted(this.cluster, node);
	}

	void rotate() {
		this.access = Optional.empty();
		say(Json.object().put("command", "rotate"));
	}

	/**
	 * Too early it is refused, and so it is kept until the API server has been there.
	 */
	synchronized void down(boolean down) {
		this.away = down;
		if (this.begun) {
			sayDown(down);
		}
	}

	private synchronized void begin() {
		this.begun = true;
		if (this.away) {
			sayDown(true);
		}
	}

	private void sayDown(boolean down) {
		say(Json.object().put("command", down ? "api-down" : "api-up"));
	}

	private synchronized void say(ObjectNode command) {
		try {
			this.commands.write(command.put("id", ++this.said).toString());
			this.commands.newLine();
			this.commands.flush();
		}
		catch (IOException ex) {
			log.warn("The control plane of cluster {} does not listen any more", this.cluster);
		}
	}

	private void listen() {
		try (BufferedReader events = this.process.inputReader()) {
			for (String line = events.readLine(); line != null; line = events.readLine()) {
				heard(Json.MAPPER.readTree(line));
			}
		}
		catch (IOException | JacksonException ex) {
			// The last line of one that was killed may be half a line.
			log.debug("The control plane of cluster {} ended", this.cluster, ex);
		}
		finally {
			this.access = Optional.empty();
			this.last = Optional.empty();
			this.ready.clear();
		}
	}

	void onEnd(Runnable reaction) {
		this.process.onExit().thenRun(reaction);
	}

	synchronized boolean wasReady() {
		return this.begun;
	}

	private void heard(JsonNode event) {
		switch (event.path("event").asString()) {
			case "ready" -> {
				this.endpoint = URI.create(event.path("endpoint").asString());
				admit(event);
				begin();
			}
			case "done" -> {
				if (event.path("command").asString("").equals("rotate")) {
					admit(event);
				}
			}
			case "refused" -> {
				log.warn("Cluster {} refuses to {}: {}", this.cluster, event.path("command").asString(""),
						event.path("reason").asString(""));
				if (event.path("command").asString("").equals("rotate")) {
					// The old one is as good as ever.
					this.access = this.last;
				}
			}
			case "audit" -> this.courier.tell();
			case "node-ready" -> this.ready.add(event.path("node").asString());
			case "node-not-ready", "node-gone" -> this.ready.remove(event.path("node").asString());
			case "child-died", "failed" ->
				log.warn("Cluster {}: {} {} {}", this.cluster, event.path("event").asString(),
						event.path("child").asString(""), event.path("reason").asString(""));
			default -> {
			}
		}
	}

	private void admit(JsonNode event) {
		if (event.has("kubeconfig")) {
			this.access = Optional.of(new Clusters.Access(this.endpoint, event.path("kubeconfig").asString()));
			this.last = this.access;
		}
	}

	/**
	 * Ends it for good: its last logs go out, since its folder goes too.
	 */
	void end() {
		close();
		this.courier.carry();
	}

	@Override
	public void close() {
		try {
			this.commands.close();
		}
		catch (IOException ex) {
			log.debug("Nobody listened", ex);
		}
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
		this.courier.close();
	}

}
