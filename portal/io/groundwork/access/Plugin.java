package io.groundwork.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.web.WebSettings;

import org.springframework.stereotype.Component;

/**
 * The program that people get into clusters with from a terminal, for each machine that
 * there is one for.
 */
@Component
class Plugin {

	static final String SUMS = "SHA256SUMS";

	private static final Pattern PROGRAM = Pattern
		.compile("kubectl-groundwork-(linux|darwin|windows)-(amd64|arm64)(\\.exe)?");

	private static final List<String> NAMES = Stream.of("linux", "darwin", "windows")
		.flatMap((system) -> Stream.of("amd64", "arm64")
			.map((processor) -> "kubectl-groundwork-%s-%s%s".formatted(system, processor,
					system.equals("windows") ? ".exe" : "")))
		.toList();

	private final Optional<Path> folder;

	private final String address;

	Plugin(AccessSettings settings, WebSettings web) {
		this.folder = Optional.ofNullable(settings.cli());
		this.address = web.address().toString().replaceAll("/+$", "");
	}

	/**
	 * A file that is handed out: one of the programs, or their sums.
	 */
	Optional<Path> file(String name) {
		return this.folder.filter((folder) -> NAMES.contains(name) || SUMS.equals(name))
			.map((folder) -> folder.resolve(name))
			.filter(Files::isRegularFile);
	}

	/**
	 * How to install it and get into an environment; nothing where it is not handed out.
	 * @param into what goes after "use"
	 */
	Optional<Install> install(String into) {
		List<File> files = NAMES.stream().filter((name) -> file(name).isPresent()).map(File::of).toList();
		if (files.isEmpty()) {
			return Optional.empty();
		}
		String file = "~/.local/bin/kubectl-groundwork";
		String commands = """
				curl -fLo %1$s %2$s/cli/%3$s && chmod +x %1$s
				kubectl groundwork login %2$s
				kubectl groundwork use %4$s""".formatted(file, this.address, files.getFirst().name(), into);
		return Optional.of(new Install(commands, files, file(SUMS).isPresent()));
	}

	/**
	 * What a page shows of it.
	 *
	 * @param commands what to type
	 * @param files the programs
	 * @param sums whether there are sums to check them by
	 */
	record Install(String commands, List<File> files, boolean sums) {

		/**
		 * The machine that the commands are for.
		 */
		public String machine() {
			return this.files.getFirst().machine();
		}

	}

	/**
	 * A program for one kind of machine.
	 */
	record File(String name, String machine) {

		static File of(String name) {
			Matcher parts = PROGRAM.matcher(name);
			if (!parts.matches()) {
				throw new IllegalArgumentException(name);
			}
			String system = switch (parts.group(1)) {
				case "darwin" -> "macOS";
				case "windows" -> "Windows";
				default -> "Linux";
			};
			return new File(name, "%s, %s".formatted(system, parts.group(2)));
		}

	}

}
