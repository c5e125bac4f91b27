package io.groundwork.bundles;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a run is made with: what Terraform reads, the rules for its plan, and the
 * bundle. The same wish, template and facts give the same bytes.
 */
public final class Rendering {

	/** Where the bundle's files are. */
	public static final String GENERATED = "generated/";

	/** Where the rules for plans are. */
	public static final String RULES = "terraform/policy";

	/** Where it says what it was made from. */
	static final String ABOUT = "rendering.json";

	private final SortedMap<String, byte[]> files;

	private final String root;

	private final Bundle bundle;

	Rendering(SortedMap<String, byte[]> files, String root, Bundle bundle) {
		this.files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
		this.root = root;
		this.bundle = bundle;
	}

	/**
	 * Its files by path; not to be changed.
	 */
	public SortedMap<String, byte[]> files() {
		return this.files;
	}

	/**
	 * The folder that Terraform works in.
	 */
	public String root() {
		return this.root;
	}

	public Bundle bundle() {
		return this.bundle;
	}

	/**
	 * One of its files as text.
	 */
	public String text(String path) {
		byte[] content = this.files.get(path);
		if (content == null) {
			throw new IllegalArgumentException("The rendering has no file " + path);
		}
		return new String(content, StandardCharsets.UTF_8);
	}

}
