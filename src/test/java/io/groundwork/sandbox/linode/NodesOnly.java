package io.groundwork.sandbox.linode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;

/**
 * Clusters on paper with one address at which all of them answer the question for nodes:
 * there is one, and it is ready. So a provider that waits for nodes does not wait long.
 */
final class NodesOnly implements Clusters {

	private static final String NODES = """
			{"kind":"NodeList","apiVersion":"v1","items":[{"metadata":{"name":"paper"},
			"status":{"conditions":[{"type":"Ready","status":"True"}]}}]}
			""";

	private final PaperClusters paper = new PaperClusters();

	private final HttpServer server;

	NodesOnly() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/api/v1/nodes", (exchange) -> {
			byte[] nodes = NODES.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, nodes.length);
			exchange.getResponseBody().write(nodes);
			exchange.close();
		});
		this.server.start();
	}

	@Override
	public void want(Wanted cluster) {
		this.paper.want(cluster);
	}

	@Override
	public Optional<Access> access(long cluster) {
		URI here = URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
		return this.paper.access(cluster)
			.map((access) -> new Access(here,
					access.kubeconfig()
						.replace(access.endpoint().toString(), here.toString())
						.replaceAll(" *certificate-authority-data: .*\n", "")));
	}

	@Override
	public boolean isReady(long cluster, String node) {
		return this.paper.isReady(cluster, node);
	}

	@Override
	public void rotate(long cluster) {
		this.paper.rotate(cluster);
	}

	@Override
	public void delete(long cluster) {
		this.paper.delete(cluster);
	}

	@Override
	public void down(long cluster, boolean isDown) {
		this.paper.down(cluster, isDown);
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
