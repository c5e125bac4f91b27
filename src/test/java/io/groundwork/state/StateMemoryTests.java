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
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxDirectMemorySize=16m", "-cp",
				System.getProperty("java.class.path"), StateMemoryTests.class.getName(), folder.toString())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(said).isZero();
		assertThat(said).contains("done");
	}

	@Test
	void aHundredMegabytesGoByHttpBothWays() throws IOException, InterruptedException {
		Site site = Site.fresh(Portal.shared());
		Writer writer = site.claim();
		HttpResponse<String> answer = Writer
			.send(writer.request("").POST(HttpRequest.BodyPublishers.ofInputStream(() -> state(1))));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		StateVersion version = site.states().current(site.id()).orElseThrow();
		assertThat(version.size()).isGreaterThan(MEGABYTES * 1_000_000L);
		try (InputStream back = java.net.http.HttpClient.newHttpClient()
			.send(writer.request("").build(), HttpResponse.BodyHandlers.ofInputStream())
			.body(); InputStream sent = state(1)) {
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
		Arrival first = intake.take(1, state(1), null);
		StateHead head = first.head();
		if (head == null || head.resources() != MEGABYTES) {
			throw new IllegalStateException("It was not read: " + first);
		}
		Arrival second = intake.take(1, new Renumbered(store.get(first.object()), head, 22), null);
		try (InputStream back = store.get(second.object()); InputStream expected = state(22)) {
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
	private static InputStream state(long serial) {
		String beginning = "{\"version\":4,\"serial\":%d,\"lineage\":\"long\",\"resources\":[{\"text\":\""
			.formatted(serial);
		List<InputStream> parts = new java.util.ArrayList<>();
		parts.add(text(beginning));
		IntStream.range(0, MEGABYTES / 2 + 3).forEach((number) -> parts.add(new Megabyte()));
		parts.add(text("\"}"));
		IntStream.range(1, MEGABYTES).forEach((number) -> parts.add(new Fields(number)));
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

	}

	/**
	 * A resource with half a megabyte of fields.
	 */
	private static final class Fields extends InputStream {

		private final int resource;

		private int field;

		private byte[] some = new byte[0];

		private int at;

		Fields(int resource) {
			this.resource = resource;
		}

		@Override
		public int read() {
			if (this.at == this.some.length) {
				if (this.field > 10_000) {
					return -1;
				}
				this.some = next().getBytes(StandardCharsets.US_ASCII);
				this.at = 0;
			}
			return this.some[this.at++];
		}

		private String next() {
			int number = this.field++;
			return switch (number) {
				case 0 -> ",{";
				case 10_000 -> "\"end\":0}";
				default -> "\"a-field-with-a-long-name-%06d-%06d\":\"value\",".formatted(this.resource, number);
			};
		}

	}

}
