package io.groundwork.notices.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one POST to machines that were looked at, and reads nothing but the status. The
 * JDK's client would look the name up again, and might be told otherwise.
 *
 * @param destination where to
 * @param headers what is said beside the body
 * @param body what is sent
 */
record Call(Destination destination, Map<String, String> headers, byte[] body) {

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");

	private static final int LONGEST_LINE = 4096;

	/**
	 * Calls.
	 * @param machines those that the destination's name stands for
	 * @param patience how long it may take in all
	 * @return the status
	 */
	int to(List<InetAddress> machines, Duration patience, SSLSocketFactory tls) throws IOException {
		IOException last = new IOException("there is no such machine");
		long end = System.nanoTime() + patience.toNanos();
		for (InetAddress machine : machines) {
			int left = (int) TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			if (left <= 0) {
				break;
			}
			Socket socket = new Socket();
			try {
				socket.connect(new InetSocketAddress(machine, this.destination.port()), left);
			}
			catch (IOException ex) {
				socket.close();
				last = ex;
				continue;
			}
			return within(socket, end, tls);
		}
		throw last;
	}

	/**
	 * Whoever answers one byte at a time is cut off as well.
	 */
	private int within(Socket socket, long end, SSLSocketFactory tls) throws IOException {
		AtomicBoolean late = new AtomicBoolean();
		CompletableFuture<Void> limit = CompletableFuture.runAsync(() -> {
			late.set(true);
			close(socket);
		}, CompletableFuture.delayedExecutor(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
		try (Socket connected = socket; Socket line = this.destination.secure() ? secured(connected, tls) : connected) {
			write(line.getOutputStream());
			return status(line.getInputStream());
		}
		catch (IOException ex) {
			throw late.get() ? new IOException("it does not answer in time", ex) : ex;
		}
		finally {
			limit.cancel(false);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is gone.
		}
	}

	private Socket secured(Socket socket, SSLSocketFactory tls) throws IOException {
		SSLSocket secured = (SSLSocket) tls.createSocket(socket, host(), this.destination.port(), true);
		SSLParameters parameters = secured.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		secured.setSSLParameters(parameters);
		secured.startHandshake();
		return secured;
	}

	private void write(OutputStream out) throws IOException {
		URI address = this.destination.address();
		String path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
		StringBuilder head = new StringBuilder("POST ").append(path);
		if (address.getRawQuery() != null) {
			head.append('?').append(address.getRawQuery());
		}
		head.append(" HTTP/1.1\r\nHost: ").append(address.getRawAuthority());
		head.append("\r\nContent-Length: ").append(this.body.length).append("\r\nConnection: close\r\n");
		this.headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
		out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
		out.write(this.body);
		out.flush();
	}

	private static int status(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int next = in.read(); next >= 0 && next != '\n' && line.size() < LONGEST_LINE; next = in.read()) {
			line.write(next);
		}
		Matcher status = STATUS.matcher(line.toString(StandardCharsets.US_ASCII).stripTrailing());
		if (!status.matches()) {
			throw new IOException("it does not answer as a web server does");
		}
		return Integer.parseInt(status.group(1));
	}

	private String host() {
		return this.destination.address().getHost().replaceAll("[\\[\\]]", "");
	}

}
