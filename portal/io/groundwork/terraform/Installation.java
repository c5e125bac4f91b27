package io.groundwork.terraform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where providers come from: a mirror that all runs read and nobody writes to, and the
 * registry for what it lacks.
 */
final class Installation {

	private final @Nullable Path mirror;

	private final boolean registry;

	Installation(@Nullable Path mirror, boolean registry) {
		this.mirror = (mirror != null) ? mirror.toAbsolutePath().normalize() : null;
		this.registry = registry;
	}

	/**
	 * Why nothing can be installed now, if so.
	 */
	Optional<String> missing() {
		return (this.mirror != null && !Files.isDirectory(this.mirror))
				? Optional.of("There is no folder %s, which groundwork.terraform.mirror names.".formatted(this.mirror))
				: Optional.empty();
	}

	/**
	 * What Terraform's own configuration file says.
	 */
	String text() {
		StringBuilder text = new StringBuilder("disable_checkpoint = true\n\nprovider_installation {\n");
		List<String> mirrored = providers();
		Path folder = folder();
		if (folder != null) {
			text.append("  filesystem_mirror {\n    path = %s\n  }\n".formatted(quoted(folder.toString())));
		}
		if (this.registry) {
			String exclude = mirrored.stream().map(Installation::quoted).collect(Collectors.joining(", "));
			text.append(
					mirrored.isEmpty() ? "  direct {}\n" : "  direct {\n    exclude = [%s]\n  }\n".formatted(exclude));
		}
		return text.append("}\n").toString();
	}

	/**
	 * Tells this installation from another, and a mirror from what it was before it was
	 * filled again.
	 */
	String identity() {
		return text() + String.join("\n", walk(6));
	}

	private List<String> providers() {
		return walk(3).stream().filter((path) -> path.split("/").length == 3).toList();
	}

	private List<String> walk(int depth) {
		Path top = folder();
		if (top == null || !Files.isDirectory(top)) {
			return List.of();
		}
		try (Stream<Path> paths = Files.walk(top, depth)) {
			return paths.filter((path) -> !path.equals(top))
				.filter((path) -> Files.isDirectory(path) || top.relativize(path).getNameCount() > 3)
				.map((path) -> top.relativize(path).toString())
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The mirror itself, where a link leads to it: a walk goes into folders only.
	 */
	private @Nullable Path folder() {
		if (this.mirror == null) {
			return null;
		}
		try {
			return this.mirror.toRealPath();
		}
		catch (IOException ex) {
			return this.mirror;
		}
	}

	private static String quoted(String text) {
		return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
	}

}
