package io.groundwork.sandbox.linode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A connection that is kept open and costs as little as it can: load must not be most of
 * what is measured.
 */
final class PlainConnection implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	private final String rest;

	PlainConnection(Caller cloud) throws IOException {
		this.socket = new Socket(cloud.address().getHost(), cloud.address().getPort());
		this.socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(this.socket.getInputStream(), 65536);
		this.rest = " HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
			.formatted(cloud.address().getAuthority(), cloud.token());
	}

	/**
	 * Asks, and reads the whole answer, which must be a good one.
	 */
	void get(String path) throws IOException {
		this.socket.getOutputStream().write(("GET " + path + this.rest).getBytes(StandardCharsets.ISO_8859_1));
		String status = line();
		if (!status.startsWith("HTTP/1.1 200 ")) {
			throw new IOException("%s: %s".formatted(path, status));
		}
		int length = -1;
		for (String header = line(); !header.isEmpty(); header = line()) {
			if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
			}
		}
		if (length < 0 || this.in.readNBytes(length).length != length) {
			throw new EOFException(path);
		}
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int read = this.in.read(); read != '\n'; read = this.in.read()) {
			if (read < 0) {
				throw new EOFException();
			}
			if (read != '\r') {
				line.append((char) read);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
