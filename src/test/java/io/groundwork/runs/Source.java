package io.groundwork.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Something that Terraform reads while it plans, and gets while it initializes, and that
 * a test keeps from it as long as it wants.
 */
final class Source implements AutoCloseable {

	private static final String STATE = """
			{"version": 4, "terraform_version": "1.11.0", "serial": 1, "lineage": "held", "outputs": {}, "resources": []}
			""";

	private final Barrier reading;

	private final HttpServer server;

	Source(Path folder) {
		this.reading = new Barrier(folder.resolve("reading"));
		Barrier getting = new Barrier(folder.resolve("module"));
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		this.server.createContext("/state",
				(exchange) -> answer(exchange, this.reading, STATE.getBytes(StandardCharsets.UTF_8)));
		this.server.createContext("/module.zip", (exchange) -> answer(exchange, getting, archive()));
		this.server.start();
	}

	private static byte[] archive() throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry("main.tf"));
			zip.write("# Nothing.\n".getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

	private static void answer(HttpExchange exchange, Barrier barrier, byte[] body) throws IOException {
		try (exchange) {
			barrier.pass();
			boolean head = exchange.getRequestMethod().equals("HEAD");
			exchange.sendResponseHeaders(200, head ? -1 : body.length);
			if (!head) {
				exchange.getResponseBody().write(body);
			}
		}
	}

	/**
	 * Where those wait who plan.
	 */
	Barrier barrier() {
		return this.reading;
	}

	/**
	 * Reads something while it plans.
	 */
	String reading() {
		return """
				data "terraform_remote_state" "held" {
				  backend = "http"
				  config = {
				    address = "%s/state"
				  }
				}
				""".formatted(address());
	}

	/**
	 * Gets something while it initializes.
	 */
	String module() {
		return """
				module "held" {
				  source = "%s/module.zip"
				}
				""".formatted(address());
	}

	private String address() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
