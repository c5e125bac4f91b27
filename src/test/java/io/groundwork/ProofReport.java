package io.groundwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what {@code make verify} has shown: an entry for each proof, however many tests
 * it has.
 */
public final class ProofReport implements TestExecutionListener {

	private final Map<String, Entry> entries = new TreeMap<>();

	private final Map<String, Long> begun = new HashMap<>();

	private final Map<String, List<Proof.Use>> usesOfClasses = new HashMap<>();

	private final Path folder;

	private final boolean wanted;

	/**
	 * Made by JUnit for every run of tests.
	 */
	public ProofReport() {
		this(Path.of("target"), Proof.FULL);
	}

	ProofReport(Path folder, boolean wanted) {
		this.folder = folder;
		this.wanted = wanted;
	}

	@Override
	public void executionStarted(TestIdentifier test) {
		this.begun.put(test.getUniqueId(), System.nanoTime());
		if (test.isTest()) {
			// What was asked for before the class's first test is for all of them.
			this.usesOfClasses.putIfAbsent(test.getParentId().orElse(""), Proof.takeUses());
		}
	}

	@Override
	public void executionFinished(TestIdentifier test, TestExecutionResult result) {
		List<Proof.Use> uses = test.isTest() ? Proof.takeUses() : List.of();
		boolean failed = result.getStatus() == Status.FAILED;
		if (!this.wanted || result.getStatus() == Status.ABORTED || !(test.isTest() || failed)) {
			return;
		}
		double seconds = (System.nanoTime() - this.begun.getOrDefault(test.getUniqueId(), System.nanoTime())) / 1e9;
		if (uses.isEmpty()) {
			uses = shared(test.getParentId().orElse(""));
		}
		if (uses.isEmpty()) {
			String name = name(test);
			// A failure is told whatever was asked for.
			uses = (failed || name.startsWith(Proof.ONLY)) ? List.of(new Proof.Use(name, 1)) : List.of();
		}
		for (Proof.Use use : uses) {
			this.entries.merge(use.name(), Entry.of(use, failed, seconds), Entry::and);
		}
	}

	@Override
	public void testPlanExecutionFinished(TestPlan plan) {
		if (!this.wanted) {
			return;
		}
		try {
			Files.createDirectories(this.folder);
			Files.write(this.folder.resolve("verify.json"),
					JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(this.entries.values()));
			Files.writeString(this.folder.resolve("verify.txt"), table(this.entries.values()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The sizes are counted with the class's first test, and not again with each.
	 */
	private List<Proof.Use> shared(String parent) {
		List<Proof.Use> uses = this.usesOfClasses.getOrDefault(parent, List.of());
		this.usesOfClasses.put(parent, uses.stream().map((use) -> new Proof.Use(use.name(), 0)).toList());
		return uses;
	}

	/**
	 * A test that tries no number of cases goes under its class.
	 */
	private static String name(TestIdentifier test) {
		String type = test.getSource().map((source) -> switch (source) {
			case MethodSource method -> method.getClassName();
			case ClassSource found -> found.getClassName();
			default -> "";
		}).orElse("");
		return type.isEmpty() ? test.getDisplayName() : type.replaceFirst("^io\\.groundwork\\.", "");
	}

	private static String table(Collection<Entry> entries) {
		List<String> lines = new ArrayList<>();
		lines.add("%-44s %12s %12s %8s %9s".formatted("proof", "size", "passed", "failed", "seconds"));
		for (Entry entry : entries) {
			lines.add(String.format(Locale.ROOT, "%-44s %,12d %,12d %8d %9.1f", entry.name(), entry.size(),
					entry.passed(), entry.failed(), entry.seconds()));
		}
		return String.join(System.lineSeparator(), lines) + System.lineSeparator();
	}

	/**
	 * What one proof has shown.
	 *
	 * @param name the proof
	 * @param size how many cases it has, over all its tests
	 * @param passed how many cases were tried in tests that passed
	 * @param failed how many tests failed; each stops at its first failing case
	 * @param seconds how long that took
	 */
	record Entry(String name, long size, long passed, long failed, double seconds) {

		static Entry of(Proof.Use use, boolean failed, double seconds) {
			return new Entry(use.name(), use.size(), failed ? 0 : use.size(), failed ? 1 : 0,
					Math.round(seconds * 10) / 10.0);
		}

		Entry and(Entry other) {
			return new Entry(this.name, this.size + other.size, this.passed + other.passed, this.failed + other.failed,
					Math.round((this.seconds + other.seconds) * 10) / 10.0);
		}

	}

}
