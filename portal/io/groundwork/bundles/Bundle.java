package io.groundwork.bundles;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.digest.Sha256;

/**
 * The generated files of an environment. The same order and the same template give the
 * same bytes.
 */
public final class Bundle {

	/** The file that lists the others. */
	static final String LISTING = "bundle.json";

	private final String environment;

	private final TemplateVersion template;

	private final SortedMap<String, byte[]> files;

	Bundle(String environment, TemplateVersion template, SortedMap<String, byte[]> files) {
		this.environment = environment;
		this.template = template;
		this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
	}

	public String environment() {
		return this.environment;
	}

	/**
	 * What it was made with.
	 */
	public TemplateVersion template() {
		return this.template;
	}

	/**
	 * Where its files are, sorted.
	 */
	public List<String> paths() {
		return List.copyOf(this.files.keySet());
	}

	/**
	 * One of its files as text; all of them are.
	 */
	public String text(String path) {
		return new String(content(path), StandardCharsets.UTF_8);
	}

	/**
	 * What Kubernetes is given of it, by path: everything in {@code network/} and
	 * {@code secrets/}. All of it is YAML with any number of documents.
	 */
	public SortedMap<String, String> manifests() {
		SortedMap<String, String> manifests = new TreeMap<>();
		this.files.keySet()
			.stream()
			.filter((path) -> path.startsWith("network/") || path.startsWith("secrets/"))
			.forEach((path) -> manifests.put(path, text(path)));
		return manifests;
	}

	/**
	 * What it is known by: the SHA-256 of {@code bundle.json}, which has that of every
	 * other file, so that {@code sha256sum} is enough to check it.
	 */
	public String digest() {
		return Sha256.hex(content(LISTING));
	}

	/**
	 * Writes it as a tar.gz, below a folder of the environment's name.
	 */
	public void writeTo(OutputStream out) throws IOException {
		try (TarGzWriter tar = new TarGzWriter(out)) {
			for (SortedMap.Entry<String, byte[]> file : this.files.entrySet()) {
				tar.file(this.environment + "/" + file.getKey(), file.getValue(), false);
			}
		}
	}

	byte[] content(String path) {
		byte[] content = this.files.get(path);
		if (content == null) {
			throw new IllegalArgumentException("The bundle of %s has no file %s.".formatted(this.environment, path));
		}
		return content;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Bundle bundle && bundle.environment.equals(this.environment)
				&& bundle.digest().equals(digest());
	}

	@Override
	public int hashCode() {
		return digest().hashCode();
	}

	@Override
	public String toString() {
		return "Bundle[%s, %s, %s]".formatted(this.environment, this.template, digest());
	}

}
