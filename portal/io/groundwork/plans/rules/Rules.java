package io.groundwork.plans.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.groundwork.masking.Mask;
import io.groundwork.plans.rules.Judgement.Check;
import io.groundwork.plans.rules.Judgement.Verdict;
import io.groundwork.terraform.Programs;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * Judges plans by rules in Rego, with the program that everybody else has for it.
 */
@Component
public class Rules {

	/** How a rule of ours says which it is. */
	private static final Pattern NAME = Pattern.compile("\\bplan\\.finding\\(\\s*\"([a-z0-9-]+)\"");

	/** What it found is told by the exit code too; what is worse has another one. */
	private static final int FOUND = 2;

	private final RulesSettings settings;

	Rules(RulesSettings settings) {
		this.settings = settings;
	}

	/**
	 * Judges a plan.
	 * @param shown what {@code show -json} printed of it
	 * @param rules the folder with the rules
	 * @param into a folder of our own, readable by nobody else, for what the program says
	 * @param hidden what is not to be read anywhere
	 */
	public Judgement judge(Path shown, Path rules, Path into, Mask hidden) throws InterruptedException {
		Optional<Path> program = Programs.find(this.settings.program());
		if (program.isEmpty()) {
			return Judgement.none(
					"there is no %s on this worker; install conftest, or say with groundwork.rules.program where it is."
						.formatted(this.settings.program()));
		}
		Path said = into.resolve("judged");
		Path complaints = into.resolve("judged-errors");
		try {
			int code = run(program.get(), shown, rules, into, said, complaints);
			if (code > FOUND) {
				return Judgement.none("conftest ended with %d: %s".formatted(code,
						hidden.apply(Files.readString(complaints).strip())));
			}
			return read(JsonMapper.shared().readTree(said), names(rules), hidden);
		}
		catch (JacksonException ex) {
			return Judgement.none("conftest said nothing that can be read: " + ex.getOriginalMessage());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private int run(Path program, Path shown, Path rules, Path home, Path said, Path complaints)
			throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(program.toString(), "test", "--no-color", "--output", "json",
				"--parser", "json", "--policy", rules.toString(), "-")
			.redirectInput(shown.toFile())
			.redirectOutput(said.toFile())
			.redirectError(complaints.toFile());
		// It reads a plan and answers; nothing of the portal's own is its business.
		Map<String, String> environment = builder.environment();
		environment.clear();
		environment.put("PATH", "/usr/bin:/bin");
		environment.put("HOME", home.toString());
		Process process = builder.start();
		try {
			if (!process.waitFor(this.settings.patience().toMillis(), TimeUnit.MILLISECONDS)) {
				Files.writeString(complaints, "it took longer than groundwork.rules.patience allows");
				return FOUND + 1;
			}
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * The names of all rules that there are, for those that have nothing to say.
	 */
	static Set<String> names(Path rules) throws IOException {
		Set<String> names = new TreeSet<>();
		try (Stream<Path> files = Files.list(rules)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".rego")).toList()) {
				Matcher matcher = NAME.matcher(Files.readString(file));
				while (matcher.find()) {
					names.add(matcher.group(1));
				}
			}
		}
		return names;
	}

	private static Judgement read(JsonNode said, Set<String> names, Mask hidden) {
		if (!said.isArray() || said.isEmpty()) {
			return Judgement.none("conftest judged nothing.");
		}
		List<Check> checks = new ArrayList<>();
		said.forEach((one) -> {
			one.path("failures").forEach((finding) -> checks.add(check(Verdict.FAIL, finding, hidden)));
			one.path("warnings").forEach((finding) -> checks.add(check(Verdict.WARN, finding, hidden)));
		});
		checks.sort(Comparator.comparing(Check::verdict).thenComparing(Check::rule).thenComparing(Check::resource));
		Set<String> kept = new LinkedHashSet<>(names);
		checks.forEach((check) -> kept.remove(check.rule()));
		kept.forEach((rule) -> checks.add(new Check(Verdict.PASS, rule, "", "")));
		return new Judgement(checks, Optional.empty());
	}

	private static Check check(Verdict verdict, JsonNode finding, Mask hidden) {
		String text = finding.path("msg").asString("");
		JsonNode more = finding.path("metadata");
		String resource = more.path("resource").asString("");
		return new Check(verdict, more.path("rule").asString("unnamed"), hidden.apply(resource),
				hidden.apply(text.startsWith(resource + ": ") ? text.substring(resource.length() + 2) : text));
	}

}
