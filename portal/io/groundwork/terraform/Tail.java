package io.groundwork.terraform;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * The end of what a command said, for the message of its failure.
 */
final class Tail {

	private static final int MOST = 4096;

	private Tail() {
	}

	static String of(Execution execution) {
		String output = end(execution.output()).lines()
			.map((line) -> Message.of(line).text())
			.collect(Collectors.joining("\n"));
		return (output + "\n" + end(execution.errors())).strip();
	}

	private static String end(Path path) {
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
			long start = Math.max(0, file.length() - MOST);
			file.seek(start);
			byte[] bytes = new byte[MOST];
			int count = Math.max(file.read(bytes), 0);
			String text = new String(bytes, 0, count, StandardCharsets.UTF_8);
			// Half a line could be half a secret, which nobody would recognise.
			return (start > 0) ? text.substring(text.indexOf('\n') + 1) : text;
		}
		catch (IOException ex) {
			return "";
		}
	}

}
