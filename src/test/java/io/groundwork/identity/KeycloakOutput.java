package io.groundwork.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Keycloak prints, read to the end so that it never blocks, and kept for the message
 * when it fails.
 */
final class KeycloakOutput {

	private static final Pattern LISTENING = Pattern.compile("Listening on: (http://[^\\s.]+(?:\\.\\d+)*:\\d+)");

	private static final int MINUTES = 3;

	private final List<String> lines = new ArrayList<>();

	private final CompletableFuture<String> address = new CompletableFuture<>();

	private final CompletableFuture<Integer> exit = new CompletableFuture<>();

	static KeycloakOutput follow(Process process) {
		KeycloakOutput output = new KeycloakOutput();
		Thread.ofVirtual().start(() -> output.read(process));
		return output;
	}

	/**
	 * Where it listens, once it does.
	 */
	String address() throws IOException {
		return await(this.address);
	}

	void awaitSuccess() throws IOException {
		int code = await(this.exit);
		if (code != 0) {
			throw new IOException("exit code %d after\n%s".formatted(code, text()));
		}
	}

	private <T> T await(CompletableFuture<T> outcome) throws IOException {
		try {
			return outcome.get(MINUTES, TimeUnit.MINUTES);
		}
		catch (ExecutionException ex) {
			throw new IOException("it ended early, after\n" + text(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IOException("not done after %d minutes:\n%s".formatted(MINUTES, text()), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", ex);
		}
	}

	private void read(Process process) {
		try (BufferedReader reader = process.inputReader()) {
			String line = reader.readLine();
			while (line != null) {
				take(line);
				line = reader.readLine();
			}
			int code = process.waitFor();
			this.exit.complete(code);
			this.address.completeExceptionally(new IllegalStateException("exit code " + code));
		}
		catch (IOException ex) {
			this.exit.completeExceptionally(new UncheckedIOException(ex));
			this.address.completeExceptionally(new UncheckedIOException(ex));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void take(String line) {
		synchronized (this.lines) {
			this.lines.add(line);
		}
		Matcher listening = LISTENING.matcher(line);
		if (listening.find()) {
			this.address.complete(listening.group(1));
		}
	}

	private String text() {
		synchronized (this.lines) {
			return String.join("\n", this.lines);
		}
	}

}
