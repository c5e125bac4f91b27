package io.groundwork.bundles;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.groundwork.digest.Sha256;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

/**
 * Our Terraform and platform files of one version, as they lie in this repository.
 */
final class Templates {

	private static final String SETTINGS = "platform/settings.json";

	private final SortedMap<String, Entry> entries;

	private final String digest;

	private final Map<String, Setting> settings;

	private Templates(SortedMap<String, Entry> entries) {
		this.entries = Collections.unmodifiableSortedMap(entries);
		this.digest = digest(entries);
		this.settings = settings(entries.get(SETTINGS));
	}

	static Templates of(SortedMap<String, Entry> entries) {
		return new Templates(new TreeMap<>(entries));
	}

	/**
	 * Those that this portal was built with.
	 */
	static Templates ofThisBuild() {
		try (InputStream archive = new ClassPathResource("templates.tar.gz", Templates.class).getInputStream()) {
			return read(archive);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Templates read(InputStream archive) throws IOException {
		return of(TarGzReader.read(archive));
	}

	void writeTo(OutputStream out) throws IOException {
		try (TarGzWriter tar = new TarGzWriter(out)) {
			for (Map.Entry<String, Entry> entry : this.entries.entrySet()) {
				tar.file(entry.getKey(), entry.getValue().content(), entry.getValue().executable());
			}
		}
	}

	/**
	 * What they are known by: paths, contents and which can be executed, however they
	 * were packed.
	 */
	String digest() {
		return this.digest;
	}

	SortedMap<String, Entry> entries() {
		return this.entries;
	}

	String text(String path) {
		Entry entry = this.entries.get(path);
		if (entry == null) {
			throw new IllegalStateException("The template %s has no file %s".formatted(this.digest, path));
		}
		return new String(entry.content(), StandardCharsets.UTF_8);
	}

	/**
	 * What differs between organisations, by name, in the order in which it is replaced.
	 */
	Map<String, Setting> settings() {
		return this.settings;
	}

	/**
	 * A file that was written for an environment called template, for another one; the
	 * same as {@code platform/render} makes.
	 */
	String forEnvironment(String path, BundleOrder order) {
		String text = text(path);
		for (Map.Entry<String, String> setting : order.organisation().settings().entrySet()) {
			Setting known = this.settings.get(setting.getKey());
			if (known != null && !known.standard().equals(setting.getValue())) {
				text = text.replace(known.standard(), setting.getValue());
			}
		}
		return text.replace("template-environment", order.environment())
			.replace("template-namespace", order.namespace());
	}

	private static String digest(SortedMap<String, Entry> entries) {
		MessageDigest digest = Sha256.begin();
		entries.forEach((path, entry) -> {
			byte[] name = path.getBytes(StandardCharsets.UTF_8);
			digest.update(ByteBuffer.allocate(9)
				.putInt(name.length)
				.put((byte) (entry.executable() ? 1 : 0))
				.putInt(entry.content().length)
				.flip());
			digest.update(name);
			digest.update(entry.content());
		});
		return HexFormat.of().formatHex(digest.digest());
	}

	private static Map<String, Setting> settings(@Nullable Entry file) {
		Map<String, Setting> settings = new LinkedHashMap<>();
		if (file != null) {
			JsonMapper.shared()
				.readTree(file.content())
				.forEachEntry((name, setting) -> settings.put(name, new Setting(setting.required("default").asString(),
						setting.required("pattern").asString(), setting.required("about").asString())));
		}
		return Collections.unmodifiableMap(settings);
	}

	/**
	 * A file.
	 *
	 * @param content its bytes; not to be changed
	 * @param executable whether it is a program
	 */
	record Entry(byte[] content, boolean executable) {

	}

	/**
	 * Something that differs between organisations.
	 *
	 * @param standard what stands in the files
	 * @param pattern which values need no quoting wherever it stands
	 * @param about what it is
	 */
	record Setting(String standard, String pattern, String about) {

	}

}
