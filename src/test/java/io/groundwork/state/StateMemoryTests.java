package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.groundwork.Portal;
import io.groundwork.Proof;
import io.groundwork.storage.ObjectStore;
import io.groundwork.storage.Stores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A state of a hundred megabytes passes through a heap that could not hold it.
 */
@Tag("proof")
public class StateMemoryTests {

	private static final int MEGABYTES = 100;

	@Test
	void aHundredMegabytesAreTakenReadAndRenumberedWith40MegabytesOfHeap(@TempDir Path folder) throws Exception {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx40m",
				"-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=16m", "-cp", System.getProperty("java.class.path"),
				StateMemoryTests.class.getName(), folder.toString())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
		assertThat(said).contains("done");
	}

	@Test
	void aHundredMegabytesGoByHttpBothWays() throws IOException, InterruptedException {
		int megabytes = Proof.size("state.megabytes", 20, MEGABYTES);
		Site site = Site.fresh(Portal.shared());
		Writer writer = site.claim();
		HttpResponse<String> answer = Writer
			.send(writer.request("").POST(HttpRequest.BodyPublishers.ofInputStream(() -> state(megabytes, 1))));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		StateVersion version = site.states().current(site.id()).orElseThrow();
		assertThat(version.size()).isGreaterThan(megabytes * 1_000_000L);
		try (InputStream back = java.net.http.HttpClient.newHttpClient()
			.send(writer.request("").build(), HttpResponse.BodyHandlers.ofInputStream())
			.body(); InputStream sent = state(megabytes, 1)) {
			isTheSame(back, sent);
		}
	}

	/**
	 * In a JVM with little memory.
	 */
	public static void main(String[] arguments) throws IOException {
		Path folder = Path.of(arguments[0]);
		ObjectStore store = Stores.sealed(Stores.folder(folder.resolve("objects")), folder.resolve("keys.json"));
		Intake intake = new Intake(store, new StateSettings(DataSize.ofMegabytes(256)));
		Arrival first = intake.take(1, state(MEGABYTES, 1), null);
		StateHead head = first.head();
		if (head == null || head.resources() != MEGABYTES) {
			throw new IllegalStateException("It was not read: " + first);
		}
		Arrival second = intake.take(1, new Renumbered(store.get(first.object()), head, 22), null);
		try (InputStream back = store.get(second.object()); InputStream expected = state(MEGABYTES, 22)) {
			isTheSame(back, expected);
		}
		System.out.println("done");
	}

	private static void isTheSame(InputStream one, InputStream other) throws IOException {
		byte[] here = new byte[100_000];
		byte[] there = new byte[here.length];
		int read;
		do {
			read = one.readNBytes(here, 0, here.length);
			if (other.readNBytes(there, 0, there.length) != read || !java.util.Arrays.equals(here, there)) {
				throw new IllegalStateException("Something else came back");
			}
		}
		while (read == here.length);
	}

	/**
	 * One very long text, then very many fields that are all named otherwise.
	 */
	private static InputStream state(int megabytes, long serial) {
		String beginning = "{\"version\":4,\"serial\":%d,\"lineage\":\"long\",\"resources\":[{\"text\":\""
			.formatted(serial);
		List<InputStream> parts = new java.util.ArrayList<>();
		parts.add(text(beginning));
		IntStream.range(0, megabytes / 2 + 6).forEach((number) -> parts.add(new Megabyte()));
		parts.add(text("\"}"));
		IntStream.range(1, megabytes).forEach((number) -> parts.add(new Fields(number)));
		parts.add(text("]}"));
		return new SequenceInputStream(Collections.enumeration(parts));
	}

	private static InputStream text(String text) {
		return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * A megabyte of text, of which little is in memory at once.
	 */
	private static final class Megabyte extends InputStream {

		private int left = 1_000_000;

		@Override
		public int read() {
			return (this.left-- > 0) ? 'x' : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			if (this.left <= 0) {
				return -1;
			}
			int some = Math.min(length, this.left);
			java.util.Arrays.fill(bytes, offset, offset + some, (byte) 'x');
			this.left -= some;
			return some;
		}

	}

	/**
	 * A resource with half a megabyte of fields, ten at a time.
	 */
	private static final class Fields extends InputStream {

		private static final int LAST = 1_000;

		private final int resource;

		private int portion;

		private byte[] some = new byte[0];

		private int at;

		Fields(int resource) {
			this.resource = resource;
		}

		@Override
		public int read() {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0];
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			if (this.at == this.some.length) {
				if (this.portion > LAST) {
					return -1;
				}
				this.some = next().getBytes(StandardCharsets.US_ASCII);
				this.at = 0;
			}
			int count = Math.min(length, this.some.length - this.at);
			System.arraycopy(this.some, this.at, bytes, offset, count);
			this.at += count;
			return count;
		}

		private String next() {
			int number = this.portion++;
			if (number == 0) {
				return ",{";
			}
			if (number == LAST) {
				return "\"end\":0}";
			}
			StringBuilder fields = new StringBuilder();
			for (int field = 0; field < 10; field++) {
				fields.append("\"a-field-with-a-long-name-")
					.append(1_000_000L + this.resource)
					.append('-')
					.append(number * 10 + field)
					.append("\":\"value\",");
			}
			return fields.toString();
		}

	}

}
