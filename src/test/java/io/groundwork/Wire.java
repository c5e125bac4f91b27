package io.groundwork;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Says to a server exactly what a test wants said, also what no decent client would.
 */
public final class Wire {

	private final URI server;

	public Wire(URI server) {
		this.server = server;
	}

	/**
	 * Asks with a GET for a path as it stands.
	 */
	public Answer get(String path, String... headers) {
		List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1"));
		lines.addAll(List.of(headers));
		if (lines.stream().noneMatch((line) -> line.startsWith("Host:"))) {
			lines.add("Host: " + this.server.getAuthority());
		}
		lines.add("Connection: close");
		return send(String.join("\r\n", lines) + "\r\n\r\n", "");
	}

	/**
	 * Sends that head and that body and reads until the server hangs up.
	 */
	public Answer send(String head, String body) {
		try (Socket socket = new Socket(this.server.getHost(), this.server.getPort())) {
			socket.setSoTimeout(30_000);
			OutputStream out = socket.getOutputStream();
			out.write(head.getBytes(StandardCharsets.UTF_8));
			try {
				out.write(body.getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
			catch (SocketException ex) {
				// It has heard enough and may have answered already.
			}
			return Answer.of(read(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Socket socket) throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		byte[] some = new byte[8192];
		try {
			for (int read = socket.getInputStream().read(some); read >= 0; read = socket.getInputStream().read(some)) {
				all.write(some, 0, read);
			}
		}
		catch (SocketException ex) {
			// Hung up while we were still talking; what was said before counts.
		}
		return all.toString(StandardCharsets.UTF_8);
	}

	/**
	 * What a server answered; status 0 when it only hung up.
	 */
	public record Answer(int status, List<String> headers, String body) {

		static Answer of(String text) {
			if (text.isEmpty()) {
				return new Answer(0, List.of(), "");
			}
			int end = text.indexOf("\r\n\r\n");
			List<String> lines = text.substring(0, (end < 0) ? text.length() : end).lines().toList();
			return new Answer(Integer.parseInt(lines.getFirst().split(" ")[1]), lines.subList(1, lines.size()),
					(end < 0) ? "" : text.substring(end + 4));
		}

		/**
		 * The value of a header, empty if there is none.
		 */
		public String header(String name) {
			String start = name.toLowerCase(java.util.Locale.ROOT) + ":";
			return this.headers.stream()
				.filter((line) -> line.toLowerCase(java.util.Locale.ROOT).startsWith(start))
				.map((line) -> line.substring(start.length()).strip())
				.findFirst()
				.orElse("");
		}

	}

}
